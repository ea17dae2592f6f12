# %% [markdown]
# # Tarea 6: un experimento honesto

# %%
import copy

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


# %% [markdown]
# ## 1. track_metrics

# %%
class _Evaluador:
    """Algo parecido al model.evaluate() de Keras."""

    def __init__(self, model, metrics, device):
        self.model = model
        self.metrics = metrics.to(device)
        self.device = device

    def test_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        y_prob = torch.sigmoid(self.model(x))
        self.metrics.update(y_prob.reshape(-1), y.reshape(-1).to(torch.int64))

    def evaluate(self, loader):
        modo_previo = self.model.training
        self.metrics.reset()
        self.model.train(False)
        with torch.no_grad():
            for batch in loader:
                self.test_step(batch)
        self.model.train(modo_previo)
        logs = self.metrics.compute()
        return {name: float(value) for name, value in logs.items()}


def track_metrics(model, loader, metrics, device):
    return _Evaluador(model, metrics, device).evaluate(loader)


# %% [markdown]
# ## 2. plot_validation_curve

# %%
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure(figsize=(7, 4)).add_subplot()
    val_loss = history["val_loss"]
    epochs = list(range(1, len(val_loss) + 1))
    minimo = min(val_loss)
    mejor_epoch = val_loss.index(minimo) + 1

    ax.plot(epochs, history["train_loss"], marker=".", label="loss (train)")
    ax.plot(epochs, val_loss, marker=".", label="val_loss (validación)")
    ax.scatter([mejor_epoch], [minimo], s=90, c="red", zorder=3, label="ModelCheckpoint")
    ax.set(xlabel="Época", ylabel="Pérdida (BCE)", title="model loss")
    ax.legend(loc="upper right")
    return ax


# %% [markdown]
# ## 3. diagnose

# %%
def diagnose(history, *, target_loss, gap):
    mejor_train = min(history["train_loss"])
    mejor_val = min(history["val_loss"])
    ultimo_val = history["val_loss"][-1]

    sesgo_alto = mejor_train > target_loss
    varianza_alta = ultimo_val > mejor_val + gap

    if sesgo_alto:
        return "underfitting"
    return "overfitting" if varianza_alta else "good fit"


# %% [markdown]
# ## 4. run_experiment

# %%
class Callback:
    def on_epoch_end(self, epoch, logs, trainer):
        pass

    def on_train_end(self, trainer):
        pass


class History(Callback):
    def __init__(self):
        self.history = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, epoch, logs, trainer):
        for k in self.history:
            self.history[k].append(logs[k])


class EarlyStopping(Callback):
    def __init__(self, patience):
        self.patience = patience
        self.wait = 0
        self.best = np.inf
        self.best_epoch = None
        self.best_weights = None

    def on_epoch_end(self, epoch, logs, trainer):
        if logs["val_loss"] < self.best:
            self.best = logs["val_loss"]
            self.best_epoch = epoch
            self.best_weights = copy.deepcopy(trainer.net.state_dict())
            self.wait = 0
        else:
            self.wait += 1
            if self.wait >= self.patience:
                trainer.stop_training = True

    def on_train_end(self, trainer):
        # restore_best_weights=True
        if self.best_weights is not None:
            trainer.net.load_state_dict(self.best_weights)


class Modelo:
    def __init__(self, net, device):
        self.net = net.to(device)
        self.device = device
        self.stop_training = False

    def compile(self, optimizer, loss):
        self.optimizer = optimizer
        self.loss = loss

    def train_step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.net(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def evaluate(self, x, y):
        self.net.eval()
        with torch.no_grad():
            return self.loss(self.net(x.to(self.device)), y.to(self.device)).item()

    def predict(self, x):
        self.net.eval()
        with torch.no_grad():
            return torch.sigmoid(self.net(x.to(self.device))).cpu().numpy()

    def fit(self, x, y, validation_data, epochs, batch_size, callbacks):
        data = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
        for epoch in range(1, epochs + 1):
            self.net.train()
            total = 0.0
            for xb, yb in data:
                total += self.train_step(xb.to(self.device), yb.to(self.device)) * xb.size(0)
            logs = {"train_loss": total / len(x), "val_loss": self.evaluate(*validation_data)}
            for cb in callbacks:
                cb.on_epoch_end(epoch, logs, self)
            if self.stop_training:
                break
        for cb in callbacks:
            cb.on_train_end(self)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    np.random.seed(seed)
    torch.manual_seed(seed)

    x_train, x_test, y_train, y_test = train_test_split(
        X, y, test_size=0.3, stratify=y, random_state=seed, shuffle=True
    )
    x_train, x_val, y_train, y_val = train_test_split(
        x_train, y_train, test_size=0.2, stratify=y_train, random_state=seed, shuffle=True
    )

    scaler = StandardScaler()
    x_train = torch.tensor(scaler.fit_transform(x_train), dtype=torch.float32)
    x_val = torch.tensor(scaler.transform(x_val), dtype=torch.float32)
    x_test = torch.tensor(scaler.transform(x_test), dtype=torch.float32)
    y_train = torch.tensor(y_train, dtype=torch.float32)[:, None]
    y_val = torch.tensor(y_val, dtype=torch.float32)[:, None]

    net = nn.Sequential(
        nn.Linear(x_train.shape[1], 32),
        nn.ReLU(),
        nn.Linear(32, 64),
        nn.ReLU(),
        nn.Linear(64, 1),  # sin sigmoid: logit
    )
    modelo = Modelo(net, device)
    modelo.compile(torch.optim.RMSprop(net.parameters(), lr=1e-3), nn.BCEWithLogitsLoss())
    hist = History()
    es = EarlyStopping(patience)
    modelo.fit(x_train, y_train, (x_val, y_val), epochs=max_epochs, batch_size=32, callbacks=[hist, es])

    y_pred = (modelo.predict(x_test) > 0.5).astype(int).ravel()
    return {
        "history": hist.history,
        "best_epoch": es.best_epoch,
        "test_accuracy": float(accuracy_score(y_test, y_pred)),
        "test_f1": float(f1_score(y_test, y_pred)),
        "model": modelo.net,
    }
