# exercise: run_experiment
# mistake: The trainer sends the model and the data to "cuda" whatever device it is given.
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler


class Trainer:
    def __init__(self, model, max_epochs, patience, accelerator="cuda"):
        self.accelerator = accelerator
        self.model = model.to(accelerator)
        self.max_epochs, self.patience = max_epochs, patience
        self.history = {"train_loss": [], "val_loss": []}
        self.best_epoch, self.best_state = 0, None

    def tensors(self, X, y):
        X = torch.as_tensor(np.asarray(X, dtype=np.float32))
        y = torch.as_tensor(np.asarray(y, dtype=np.float32)[:, None])
        return X.to(self.accelerator), y.to(self.accelerator)

    def fit(self, train, val, seed):
        X, y = self.tensors(*train)
        Xv, yv = self.tensors(*val)
        criterion = nn.BCEWithLogitsLoss()
        optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        g = torch.Generator().manual_seed(seed)
        lowest = np.inf
        for epoch in range(1, self.max_epochs + 1):
            self.model.train()
            losses = 0.0
            for b in torch.randperm(len(X), generator=g).split(32):
                optimizer.zero_grad()
                loss = criterion(self.model(X[b]), y[b])
                loss.backward()
                optimizer.step()
                losses += loss.item() * len(b)
            self.model.eval()
            with torch.no_grad():
                val_loss = criterion(self.model(Xv), yv).item()
            self.history["train_loss"].append(losses / len(X))
            self.history["val_loss"].append(val_loss)
            if val_loss < lowest:
                lowest, self.best_epoch = val_loss, epoch
                self.best_state = {k: v.clone() for k, v in self.model.state_dict().items()}
            elif epoch - self.best_epoch >= self.patience:
                break
        self.model.load_state_dict(self.best_state)

    def predict(self, X):
        self.model.eval()
        with torch.no_grad():
            logits = self.model(self.tensors(X, np.zeros(len(X)))[0])
        return (logits.squeeze(1) >= 0).long().cpu().numpy()


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            p = torch.sigmoid(model(inputs)).cpu()
            metrics.update(p, targets.cpu().long())
    model.train(mode)
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else plt.subplots()[1]
    n = len(history["train_loss"])
    ax.plot(range(1, n + 1), history["train_loss"], "b-", label="Train loss")
    ax.plot(range(1, n + 1), history["val_loss"], "r-", label="Val loss")
    best = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.axvline(x=best, color="k", ls=":")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    *_, last = history["val_loss"]
    if last - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rest, test = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(X, y))
    a, b = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(X[rest], y[rest]))
    train, val = rest[a], rest[b]
    scaler = StandardScaler().fit(X[train])
    Z = scaler.transform(X)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))
    trainer = Trainer(model, max_epochs, patience)
    trainer.fit((Z[train], y[train]), (Z[val], y[val]), seed)
    pred = trainer.predict(Z[test])
    return {
        "history": trainer.history,
        "best_epoch": trainer.best_epoch,
        "test_accuracy": float(accuracy_score(y[test], pred)),
        "test_f1": float(f1_score(y[test], pred)),
        "model": trainer.model,
    }
