# exercise: plot_validation_curve
# mistake: Calls legend() before anything is drawn, so the legend is empty.
# Vengo de Keras: me armé un mini compile/fit para no perder la costumbre.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    mode = model.training
    metrics = metrics.to(device)
    metrics.reset()
    model.eval()
    try:
        for x, y in loader:
            with torch.no_grad():
                y_prob = nn.functional.sigmoid(model(x.to(device)))
            metrics.update(y_prob, y.to(device).to(torch.int64))
    finally:
        model.train(mode)
    logs = metrics.compute()
    return {name: float(logs[name]) for name in logs}


def plot_validation_curve(history, ax=None):
    loss, val_loss = history["train_loss"], history["val_loss"]
    if ax is None:
        plt.figure()
        ax = plt.gca()
    # primero el formato
    ax.set_title("Training and validation loss")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.legend()
    # y después los datos
    epochs = range(1, len(loss) + 1)
    ax.plot(epochs, loss, "bo", label="Training loss")
    ax.plot(epochs, val_loss, "b", label="Validation loss")
    best = val_loss.index(min(val_loss)) + 1
    ax.axvline(best, color="g", linestyle="dashed", label="Best epoch")
    return ax


def diagnose(history, *, target_loss, gap):
    verdict = "good fit"
    if min(history["train_loss"]) > target_loss:
        verdict = "underfitting"
    elif history["val_loss"][-1] - min(history["val_loss"]) > gap:
        verdict = "overfitting"
    return verdict


class EarlyStopping:
    """Como keras.callbacks.EarlyStopping(restore_best_weights=True)."""

    def __init__(self, patience):
        self.patience = patience
        self.best = np.inf
        self.best_epoch = None
        self.wait = 0
        self.best_weights = None

    def on_epoch_end(self, epoch, trainer):
        current = trainer.history["val_loss"][-1]
        if current < self.best:
            self.best = current
            self.best_epoch = epoch
            self.wait = 0
            self.best_weights = trainer.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience:
            trainer.stop_training = True

    def on_train_end(self, trainer):
        if self.best_weights is not None:
            trainer.set_weights(self.best_weights)


class Trainer:
    def __init__(self, net, device):
        self.net = net.to(device)
        self.device = device
        self.stop_training = False

    def compile(self, optimizer, loss):
        self.optimizer = optimizer
        self.loss = loss

    def get_weights(self):
        return [w.detach().clone() for w in self.net.parameters()]

    def set_weights(self, weights):
        with torch.no_grad():
            for w, saved in zip(self.net.parameters(), weights):
                w.copy_(saved)

    def _tensor(self, a):
        return torch.tensor(np.asarray(a), dtype=torch.float32)

    def fit(self, x, y, *, validation_data, epochs, batch_size=32, callbacks=()):
        self.history = {"train_loss": [], "val_loss": []}
        data = TensorDataset(self._tensor(x), self._tensor(y).view(-1, 1))
        loader = DataLoader(data, batch_size=batch_size, shuffle=True)
        for epoch in range(1, epochs + 1):
            self.net.train()
            total = 0.0
            for xb, yb in loader:
                xb, yb = xb.to(self.device), yb.to(self.device)
                self.optimizer.zero_grad()
                value = self.loss(self.net(xb), yb)
                value.backward()
                self.optimizer.step()
                total += value.item() * xb.shape[0]
            self.history["train_loss"].append(total / len(data))
            self.history["val_loss"].append(self.evaluate(*validation_data))
            for callback in callbacks:
                callback.on_epoch_end(epoch, self)
            if self.stop_training:
                break
        for callback in callbacks:
            callback.on_train_end(self)
        return self.history

    def evaluate(self, x, y):
        self.net.eval()
        with torch.no_grad():
            logits = self.net(self._tensor(x).to(self.device))
            return self.loss(logits, self._tensor(y).view(-1, 1).to(self.device)).item()

    def predict(self, x):
        self.net.eval()
        with torch.no_grad():
            return torch.sigmoid(self.net(self._tensor(x).to(self.device))).cpu().numpy().ravel()


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_train, y_train, test_size=0.2, stratify=y_train, random_state=seed
    )
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val, X_test = scaler.transform(X_val), scaler.transform(X_test)

    net = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    )
    trainer = Trainer(net, device)
    trainer.compile(optimizer=torch.optim.Adam(net.parameters(), lr=0.002), loss=nn.BCEWithLogitsLoss())
    stopping = EarlyStopping(patience)
    history = trainer.fit(
        X_train, y_train, validation_data=(X_val, y_val), epochs=max_epochs, callbacks=[stopping]
    )

    y_pred = (trainer.predict(X_test) >= 0.5).astype(int)
    return {
        "history": history,
        "best_epoch": stopping.best_epoch,
        "test_accuracy": float(accuracy_score(y_test, y_pred)),
        "test_f1": float(f1_score(y_test, y_pred)),
        "model": net,
    }
