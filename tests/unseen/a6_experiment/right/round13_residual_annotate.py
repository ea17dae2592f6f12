# how: residual network with LayerNorm blocks, RMSprop plus ReduceLROnPlateau, best weights kept in a BytesIO, annotate arrow as mark with ax.step curves, indices by StratifiedKFold folds used as val and test
"""Tarea 6."""
import io
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)


@torch.no_grad()
def probabilidades(model, loader, device):
    """Genera (probabilidades, etiquetas) de cada batch, en modo eval."""
    antes = model.training
    model.eval()
    salida = [(torch.sigmoid(model(xb.to(device))), yb.to(device)) for xb, yb in loader]
    model.train(antes)
    return salida


def track_metrics(model, loader, metrics, device):
    metrics.to("cpu").reset()  # los datos se los doy en CPU
    for p, t in probabilidades(model, loader, device):
        metrics.update(p.cpu().squeeze(1), t.cpu().squeeze(1).to(torch.int64))
    resultado = {}
    for nombre, valor in metrics.compute().items():
        resultado[nombre] = float(valor)
    return resultado


def plot_validation_curve(history, ax=None):
    propio = ax is None
    if propio:
        fig, ax = plt.subplots(dpi=110)
    val = history["val_loss"]
    epochs = list(range(1, len(val) + 1))
    ax.step(epochs, history["train_loss"], where="mid", label="Loss de entrenamiento", lw=1.5)
    ax.step(epochs, val, where="mid", label="Loss de validación", lw=1.5, ls="--")
    i = val.index(min(val))
    ax.annotate(
        f"mejor: epoch {i + 1}",
        xy=(i + 1, val[i]),
        xytext=(15, 25),
        textcoords="offset points",
        arrowprops={"arrowstyle": "->", "color": "crimson"},
    )
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida (BCE)")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    reglas = [
        ("underfitting", min(history["train_loss"]) > target_loss),
        ("overfitting", history["val_loss"][-1] - min(history["val_loss"]) > gap),
        ("good fit", True),
    ]
    return next(nombre for nombre, vale in reglas if vale)


class Bloque(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a, self.b = nn.Linear(d, d), nn.Linear(d, d)
        self.norm = nn.LayerNorm(d)

    def forward(self, x):
        return x + self.b(torch.relu(self.a(self.norm(x))))


class RedResidual(nn.Module):
    def __init__(self, entradas, d=24, bloques=2):
        super().__init__()
        self.entrada = nn.Linear(entradas, d)
        self.bloques = nn.ModuleList(Bloque(d) for _ in range(bloques))
        self.salida = nn.Linear(d, 1)

    def forward(self, x):
        x = self.entrada(x)
        for b in self.bloques:
            x = b(x)
        return self.salida(torch.relu(x))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    seed_everything(seed)
    X, y = np.asarray(X, dtype=float), np.asarray(y).astype(int)
    # cinco partes estratificadas: una es test, otra validación, tres entrenan
    partes = [idx for _, idx in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y)]
    test, val, train = partes[0], partes[1], np.concatenate(partes[2:])

    pipeline = make_pipeline(StandardScaler()).fit(X[train])

    def tensores(idx):
        xs = torch.from_numpy(pipeline.transform(X[idx]).astype(np.float32))
        return TensorDataset(xs, torch.from_numpy(y[idx].astype(np.float32)).view(-1, 1))

    train_loader = DataLoader(tensores(train), batch_size=64, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader = DataLoader(tensores(val), batch_size=64)

    red = RedResidual(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.RMSprop(red.parameters(), lr=5e-4, weight_decay=1e-3)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=3)

    history = {"train_loss": [], "val_loss": []}
    caja = io.BytesIO()
    mejor, mejor_epoch, sin_mejora, epoch = None, 0, 0, 0
    while epoch < max_epochs and sin_mejora < patience:
        epoch += 1
        red.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(red(xb), yb)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(red.parameters(), 5.0)
            optimizer.step()
            suma += loss.item() * len(xb)
        history["train_loss"].append(suma / len(train))

        red.eval()
        suma = 0.0
        with torch.no_grad():
            for xb, yb in val_loader:
                suma += criterion(red(xb.to(device)), yb.to(device)).item() * len(xb)
        actual = suma / len(val)
        history["val_loss"].append(actual)
        scheduler.step(actual)

        if mejor is None or actual < mejor:
            mejor, mejor_epoch, sin_mejora = actual, epoch, 0
            caja.seek(0)
            caja.truncate()
            torch.save(red.state_dict(), caja)
        else:
            sin_mejora += 1

    caja.seek(0)
    red.load_state_dict(torch.load(caja, map_location=device, weights_only=True))

    # test: una sola pasada
    pares = probabilidades(red, DataLoader(tensores(test), batch_size=len(test)), device)
    pred = torch.cat([p for p, _ in pares]).cpu().numpy().ravel() >= 0.5
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y[test], pred)),
        "test_f1": float(f1_score(y[test], pred)),
        "model": red,
    }
