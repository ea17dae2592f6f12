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
    mejor_train = float("inf")
    for l in history["train_loss"]:
        mejor_train = min(mejor_train, l)
    menor_val = float("inf")
    for l in history["val_loss"]:
        menor_val = min(menor_val, l)
    ultimo_val = history["val_loss"][len(history["val_loss"]) - 1]
    sesgo_alto = mejor_train > target_loss
    varianza_alta = (ultimo_val - menor_val) > gap
    if sesgo_alto:
        return "underfitting"
    else:
        if varianza_alta:
            return "overfitting"
        else:
            return "good fit"


from dataclasses import dataclass


@dataclass
class Partes:
    train: TensorDataset
    val: TensorDataset
    test: TensorDataset


def preparar(X, y, seed) -> Partes:
    X_tv, X_te, y_tv, y_te = train_test_split(X, y, test_size=0.15, random_state=seed, stratify=y)
    X_tr, X_va, y_tr, y_va = train_test_split(X_tv, y_tv, test_size=0.2, random_state=seed, stratify=y_tv)
    media, desv = X_tr.mean(0), X_tr.std(0) + 1e-8
    def ds(A, b):
        return TensorDataset(torch.FloatTensor((A - media) / desv), torch.FloatTensor(b.astype(float)).reshape(-1, 1))
    return Partes(ds(X_tr, y_tr), ds(X_va, y_va), ds(X_te, y_te))


class Red(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1 = nn.Linear(d, 32)
        self.bn = nn.BatchNorm1d(32)
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    datos = preparar(X, y, seed)
    model = Red(X.shape[1]).to(device)
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    n_batches = max(1, len(datos.train) // 32)

    def pasar(dataset):
        model.eval()
        with torch.no_grad():
            xs, ys = dataset.tensors
            p = torch.sigmoid(model(xs.to(device)))
            return p, ys.to(device)

    train_curve, val_curve = [], []
    best_model, best_epoch, espera = None, None, 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        xs, ys = datos.train.tensors
        acumulado = 0.0
        # chunk evita que quede un batch de una sola muestra (BatchNorm)
        for idx in torch.randperm(len(xs)).chunk(n_batches):
            x, t = xs[idx].to(device), ys[idx].to(device)
            optimizer.zero_grad()
            loss = loss_fn(torch.sigmoid(model(x)), t)
            loss.backward()
            optimizer.step()
            acumulado += loss.item() * len(idx)
        train_curve.append(acumulado / len(xs))
        val_curve.append(loss_fn(*pasar(datos.val)).item())
        if best_epoch is None or val_curve[-1] < val_curve[best_epoch - 1]:
            best_model, best_epoch, espera = copy.deepcopy(model), epoch, 0
            continue
        espera += 1
        if espera == patience:
            break

    p, t = pasar(datos.test)
    pred = (p >= 0.5).float()
    aciertos = (pred == t).sum().item()
    tp = ((pred == 1) & (t == 1)).sum().item()
    prec = tp / max(pred.sum().item(), 1)
    rec = tp / max(t.sum().item(), 1)
    return {
        "model": model,
        "test_f1": 2 * prec * rec / (prec + rec) if tp else 0.0,
        "test_accuracy": aciertos / len(t),
        "best_epoch": best_epoch,
        "history": {"train_loss": train_curve, "val_loss": val_curve},
    }
