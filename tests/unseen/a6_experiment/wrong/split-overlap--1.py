# exercise: run_experiment
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def _predicciones(model, loader, device):
    """Genera (probabilidades, targets) batch a batch."""
    for x, y in loader:
        with torch.no_grad():
            logits = model(x.to(device, non_blocking=True))
        yield torch.sigmoid(logits), y.to(device).bool().int()


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.to(device).reset()
    for p, t in _predicciones(model, loader, device):
        metrics(p, t)          # forward también acumula
    model.train(modo)
    return {k: float(v) for k, v in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig = plt.figure(figsize=(7, 4))
        ax = fig.add_subplot(1, 1, 1)
    val = np.asarray(history["val_loss"])
    x = np.arange(1, len(val) + 1)
    best = int(np.argmin(val))
    ax.plot(x, history["train_loss"], "o-", color="tab:blue", label="Training loss")
    ax.plot(x, val, "s-", color="tab:orange", label="Validation loss")
    ax.scatter([x[best]], [val[best]], s=120, marker="*", color="red", zorder=5, label="Best")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation Curve")
    ax.legend(loc="upper right")
    ax.grid(True, alpha=0.3)
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        capas = []
        for h in hidden:
            capas += [nn.Linear(in_features, h), nn.ReLU()]
            in_features = h
        capas.append(nn.Linear(in_features, 1))
        self.red = nn.Sequential(*capas)

    def forward(self, x):
        return self.red(x)


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = float("inf")
        self.bad_epochs = 0

    def step(self, value):
        self.improved = value < self.best
        if self.improved:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def entrenar_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = criterion(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    return total / len(loader.dataset)


@torch.no_grad()
def evaluar(model, loader, criterion, device):
    model.eval()
    total = 0.0
    for xb, yb in loader:
        total += criterion(model(xb.to(device)), yb.to(device)).item() * xb.size(0)
    return total / len(loader.dataset)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    indices = np.arange(len(y))
    train, resto = train_test_split(indices, train_size=0.7, stratify=y, random_state=seed)
    _, val = train_test_split(resto, test_size=0.5, stratify=y[resto], random_state=seed)
    _, test = train_test_split(indices, test_size=0.15, stratify=y, random_state=seed + 1)

    escala = StandardScaler()
    escala.fit(X[train])

    def loader(idx, **kw):
        inputs = torch.from_numpy(escala.transform(X[idx])).float()
        targets = torch.from_numpy(np.asarray(y[idx])).float().view(-1, 1)
        return DataLoader(TensorDataset(inputs, targets), batch_size=32, **kw)

    generador = torch.Generator().manual_seed(seed)
    train_loader = loader(train, shuffle=True, generator=generador)
    val_loader, test_loader = loader(val), loader(test)

    torch.manual_seed(seed)
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
    parar = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_state = 0, None

    for epoch in range(max_epochs):
        history["train_loss"].append(entrenar_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluar(model, val_loader, criterion, device))
        fin = parar.step(history["val_loss"][-1])
        if parar.improved:
            best_epoch = epoch + 1
            best_state = copy.deepcopy(model.state_dict())
        if fin:
            break

    model.load_state_dict(best_state)
    metrics = MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()})
    test_metrics = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, "test_accuracy": test_metrics["acc"],
            "test_f1": test_metrics["f1"], "model": model}
