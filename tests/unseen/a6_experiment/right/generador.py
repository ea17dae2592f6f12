"""El entrenamiento es un generador de epochs; quien lo recorre decide cuándo parar."""
import io
import itertools
import operator

import matplotlib as mpl
import numpy as np
import torch
from matplotlib import pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

__all__ = ["track_metrics", "plot_validation_curve", "diagnose", "run_experiment"]


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    training, model = model.training, model.eval()
    it = iter(loader)
    while (batch := next(it, None)) is not None:
        x, y = batch
        with torch.no_grad():
            logits = model(x.to(device))
        metrics(torch.sigmoid(logits)[:, 0], y.to(device)[:, 0].type(torch.int32))
    model.train(training)
    resultado = {}
    for nombre, valor in metrics.compute().items():
        resultado[nombre] = valor.cpu().numpy().item()
    return resultado


def plot_validation_curve(history, ax=None):
    with mpl.rc_context({"axes.grid": True, "axes.spines.top": False}):
        if ax is None:
            figura = plt.figure(num=None, figsize=(6, 4))
            ax = figura.add_axes((0.12, 0.12, 0.85, 0.8))
    colores = itertools.cycle(["C0", "C3"])
    for clave, rótulo in {"train_loss": "Pérdida de entrenamiento", "val_loss": "Pérdida de validación"}.items():
        pérdidas = history[clave]
        ax.plot(np.linspace(1, len(pérdidas), len(pérdidas)), pérdidas, color=next(colores), label=rótulo, marker="x")
    mejor, _ = min(enumerate(history["val_loss"], start=1), key=operator.itemgetter(1))
    ax.axvspan(mejor - 0.1, mejor + 0.1, color="0.8", label="Mejor epoch")
    ax.set_xlabel("Época")
    ax.set_ylabel("Entropía cruzada")
    ax.legend(frameon=False, fontsize="small")
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    if (train <= target_loss).any():
        if val[-1] > val.min() + gap:
            return "overfitting"
        return "good fit"
    return "underfitting"


def _epochs(model, train_loader, val_loader, device, lr=3e-3):
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.RAdam(model.parameters(), lr=lr)
    for epoch in itertools.count(1):
        model.train()
        train = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            train += loss.item()
            optimizer.zero_grad()
            (loss / len(x)).backward()
            optimizer.step()
        model.eval()
        val = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                val += criterion(model(x.to(device)), y.to(device)).item()
        yield epoch, train / len(train_loader.dataset), val / len(val_loader.dataset)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    índices = np.arange(len(y))
    entrena, otros = train_test_split(índices, train_size=0.6, stratify=y, random_state=seed)
    valida, prueba = train_test_split(otros, test_size=0.5, stratify=np.asarray(y)[otros], random_state=seed)
    escalador = StandardScaler().fit(X[entrena])
    todo = TensorDataset(
        torch.as_tensor(escalador.transform(X), dtype=torch.float32),
        torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1),
    )
    parte = lambda i: Subset(todo, i.tolist())

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 24), nn.ReLU(), nn.Linear(24, 1)).to(device)
    g = torch.Generator()
    g.manual_seed(seed)
    curso = _epochs(
        model,
        DataLoader(parte(entrena), batch_size=20, shuffle=True, generator=g),
        DataLoader(parte(valida), batch_size=50),
        device,
    )

    history = {"train_loss": [], "val_loss": []}
    mejor_epoch, mejor, bolsillo = None, None, io.BytesIO()
    for epoch, train, val in itertools.islice(curso, max_epochs):
        history["train_loss"].append(train)
        history["val_loss"].append(val)
        if mejor is None or val < mejor:
            mejor_epoch, mejor = epoch, val
            bolsillo = io.BytesIO()
            torch.save(model.state_dict(), bolsillo)
        if epoch >= mejor_epoch + patience:
            break
    curso.close()
    bolsillo.seek(0)
    model.load_state_dict(torch.load(bolsillo, weights_only=True, map_location=device))

    métricas = MetricCollection([BinaryAccuracy(), BinaryF1Score()])
    final = track_metrics(model, DataLoader(parte(prueba), batch_size=64), métricas, device)
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": final["BinaryAccuracy"],
        "test_f1": final["BinaryF1Score"],
        "model": model,
    }
