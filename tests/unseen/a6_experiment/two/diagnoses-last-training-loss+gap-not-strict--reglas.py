# exercise: diagnose
# mistake: It looks at the last training loss, not the best, and getting worse by exactly `gap` already counts as overfitting.
import copy
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class ModoEvaluacion:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.antes = self.model.training
        self.sin_grafo = torch.no_grad()
        self.sin_grafo.__enter__()
        return self.model.eval()

    def __exit__(self, *error):
        self.sin_grafo.__exit__(*error)
        self.model.train(self.antes)


def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    with ModoEvaluacion(model) as red:
        for entradas, objetivos in loader:
            probabilidades = torch.sigmoid(red(entradas.to(device)))
            metrics.update(probabilidades, objetivos.to(device).long())
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().subplots()
    total = len(history["val_loss"])
    epocas = np.arange(total) + 1
    ax.plot(epocas, history["train_loss"], label="Entrenamiento", color="tab:blue")
    ax.plot(epocas, history["val_loss"], label="Validación", color="tab:orange")
    ax.axvline(epocas[int(np.argmin(history["val_loss"]))], color="tab:green", label="Mejor modelo")
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida media")
    ax.legend(loc="upper right")
    return ax


def diagnose(history, *, target_loss, gap):
    ultima_train = history["train_loss"][-1]
    ultima_val = history["val_loss"][-1]
    if ultima_train > target_loss:
        return "underfitting"
    if ultima_val - min(history["val_loss"]) >= gap:
        return "overfitting"
    return "good fit"


@dataclass
class Datos:
    X: torch.Tensor
    y: torch.Tensor

    def loader(self, seed=None):
        if seed is None:
            return DataLoader(TensorDataset(self.X, self.y), batch_size=64)
        return DataLoader(TensorDataset(self.X, self.y), batch_size=32, shuffle=True,
                          generator=torch.Generator().manual_seed(seed))


def preparar(X, y, seed):
    quedan, prueba = train_test_split(np.arange(len(y)), test_size=0.2, stratify=y, random_state=seed)
    entrena, valida = train_test_split(quedan, test_size=0.25, stratify=y[quedan], random_state=seed)
    escala = StandardScaler().fit(X[entrena])
    return [Datos(torch.tensor(escala.transform(X[i]), dtype=torch.float32),
                  torch.tensor(y[i], dtype=torch.float32)[:, None]) for i in (entrena, valida, prueba)]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    entrena, valida, prueba = preparar(np.asarray(X), np.asarray(y), seed)
    torch.manual_seed(seed)
    red = nn.Sequential(nn.Linear(entrena.X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))
    red.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=1e-3)
    lotes, lotes_val = entrena.loader(seed), valida.loader()
    history = {"train_loss": [], "val_loss": []}
    mejor_val, mejor_epoca, mejores = float("inf"), None, None
    espera = 0
    for epoca in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for x, t in lotes:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(red(x), t)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(t)
        history["train_loss"].append(suma / len(entrena.y))
        suma = 0.0
        with ModoEvaluacion(red):
            for x, t in lotes_val:
                suma += criterion(red(x.to(device)), t.to(device)).item() * len(t)
        history["val_loss"].append(suma / len(valida.y))
        if history["val_loss"][-1] < mejor_val:
            mejor_val, mejor_epoca, espera = history["val_loss"][-1], epoca, 0
            mejores = copy.deepcopy(red.state_dict())
        else:
            espera += 1
            if espera == patience:
                break
    red.load_state_dict(mejores)
    notas = track_metrics(red, prueba.loader(), MetricCollection([BinaryAccuracy(), BinaryF1Score()]), device)
    return {"history": history, "best_epoch": mejor_epoca, "test_accuracy": notas["BinaryAccuracy"],
            "test_f1": notas["BinaryF1Score"], "model": red}
