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

@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    estaba_entrenando = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        probs = torch.sigmoid(model(x))
        metrics.update(probs, y.int())
    model.train(estaba_entrenando)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    eje = ax if ax is not None else plt.subplots(figsize=(6, 4))[1]
    n = len(history["val_loss"])
    epocas = list(range(1, n + 1))
    curva_train, = eje.plot(epocas, history["train_loss"])
    curva_val, = eje.plot(epocas, history["val_loss"], linestyle=":")
    mejor = min(range(n), key=lambda i: history["val_loss"][i])
    eje.annotate("guardar aquí", xy=(mejor + 1, history["val_loss"][mejor]),
                 xytext=(mejor + 1, max(history["val_loss"]) + 0.1), arrowprops={"arrowstyle": "->"})
    eje.set_xlabel("Épocas")
    eje.set_ylabel("Pérdida")
    eje.legend([curva_train, curva_val], ["Entrenamiento", "Validación"])
    return eje


def diagnose(history, *, target_loss, gap):
    alcanza = any(l <= target_loss for l in history["train_loss"])
    *_, ultimo = history["val_loss"]
    empeora = ultimo - sorted(history["val_loss"])[0] > gap
    return "underfitting" if not alcanza else "overfitting" if empeora else "good fit"


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
    val, test = train_test_split(resto, test_size=0.5, stratify=y[resto], random_state=seed)

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


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer
    X, y = load_breast_cancer(return_X_y=True)
    r = run_experiment(X, y, seed=0, device=torch.device("cpu"))
    print(r["test_accuracy"], r["test_f1"], r["best_epoch"])
    plot_validation_curve(r["history"])
    plt.savefig("curva.png")
