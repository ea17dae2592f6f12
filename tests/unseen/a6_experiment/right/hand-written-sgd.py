import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    en_train = model.training
    model.train(mode=False)
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for i, (entrada, objetivo) in enumerate(loader):
            entrada = entrada.to(device, non_blocking=True)
            objetivo = objetivo.to(device, non_blocking=True)
            log_p = F.logsigmoid(model(entrada))
            metrics.update(log_p.exp(), objetivo.type(torch.int64))
    model.train(mode=en_train)
    tabla = {}
    for nombre, valor in metrics.compute().items():
        tabla[nombre] = valor.item()
    return tabla


def plot_validation_curve(history, ax=None):
    nuevo = ax is None
    if nuevo:
        fig, ax = plt.subplots()
    n = len(history["val_loss"])
    epochs = list(range(1, n + 1))
    nombres = {"train_loss": "Train", "val_loss": "Validación"}
    for clave, nombre in nombres.items():
        ax.plot(epochs, history[clave], label=nombre)
    menor = min(history["val_loss"])
    epoch_menor = history["val_loss"].index(menor) + 1
    ax.annotate("mínimo", (epoch_menor, menor), ha="center", arrowprops=dict(facecolor="black", shrink=0.05),
                xytext=(epoch_menor, menor * 1.1 + 0.05))
    plt.setp(ax, xlabel="Epoch", ylabel="Loss")
    ax.legend()
    if nuevo:
        fig.tight_layout()
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    val = history["val_loss"]
    if val[-1] - min(val) > gap:
        return "overfitting"
    return "good fit"


def _dividir(y, seed):
    """Listas de índices de train, val y test; cada clase se baraja y se reparte por separado."""
    azar = random.Random(seed)
    train, val, test = [], [], []
    for c in (0, 1):
        de_esta_clase = [i for i, etiqueta in enumerate(y) if etiqueta == c]
        azar.shuffle(de_esta_clase)
        n = len(de_esta_clase)
        test += de_esta_clase[: n // 4]
        val += de_esta_clase[n // 4 : n // 4 + n // 5]
        train += de_esta_clase[n // 4 + n // 5 :]
    return train, val, test


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    train, val, test = _dividir(y.tolist(), seed)
    media = X[train].mean(0)
    desv = X[train].std(0)
    desv[desv == 0] = 1.0
    datos = TensorDataset(
        torch.tensor((X - media) / desv, dtype=torch.float32),
        torch.tensor(np.array(y, dtype=np.float32)[:, None]),
    )
    torch.manual_seed(seed)
    train_loader = DataLoader(Subset(datos, train), batch_size=32, shuffle=True)
    val_loader = DataLoader(Subset(datos, val), batch_size=256)
    test_loader = DataLoader(Subset(datos, test), batch_size=256)

    model = nn.Sequential()
    for i, (a, b) in enumerate([(X.shape[1], 32), (32, 64)]):
        model.add_module(f"lineal{i}", nn.Linear(a, b))
        model.add_module(f"relu{i}", nn.ReLU())
    model.add_module("salida", nn.Linear(64, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    lr = 0.1

    history = {"train_loss": [], "val_loss": []}
    best = None  # (loss, epoch, pesos)
    for epoch in range(1, max_epochs + 1):
        model.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = criterion(model(xb), yb)
            loss.backward()
            # descenso del gradiente escrito a mano
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
                    p.grad = None
            suma += loss.item() * xb.shape[0]
        history["train_loss"].append(suma / len(train))

        model.eval()
        suma = 0.0
        with torch.no_grad():
            for xb, yb in val_loader:
                suma += criterion(model(xb.to(device)), yb.to(device)).item() * xb.shape[0]
        history["val_loss"].append(suma / len(val))

        if best is None or history["val_loss"][-1] < best[0]:
            pesos = {k: v.clone() for k, v in model.state_dict().items()}
            best = (history["val_loss"][-1], epoch, pesos)
        if epoch == best[1] + patience:
            break

    model.load_state_dict(best[2])
    final = track_metrics(
        model, test_loader, MetricCollection({"a": BinaryAccuracy(), "f": BinaryF1Score()}), device
    )
    return dict(history=history, best_epoch=best[1], test_accuracy=final["a"], test_f1=final["f"], model=model)
