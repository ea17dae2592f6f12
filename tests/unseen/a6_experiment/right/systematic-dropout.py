import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    venia_entrenando = model.training
    model.eval()
    with torch.no_grad():
        for x, t in loader:
            z = model(x.to(device)).flatten()
            t = t.to(device).flatten()
            # sigmoide escrita con la tangente hiperbólica
            prob = 0.5 * (1.0 + torch.tanh(z / 2))
            metrics.update(prob, t.to(dtype=torch.int))
    model.train(venia_entrenando)
    valores = metrics.compute()
    return {m: valores[m].item() for m in valores}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    val = history["val_loss"]
    n = len(val)
    xs = np.arange(n) + 1
    b = int(np.argmin(val))
    ax.plot(xs, history["train_loss"], "o-", label="Pérdida de entrenamiento")
    ax.plot(xs, val, "s-", label="Pérdida de validación")
    ax.plot(xs[b], val[b], linestyle="none", marker="o", markersize=14, markerfacecolor="none",
            markeredgecolor="red", label="Mejor modelo")
    ax.set_yscale("log")
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida (escala logarítmica)")
    ax.legend()
    return ax


UNDER, OVER, GOOD = "underfitting", "overfitting", "good fit"


def diagnose(history, *, target_loss, gap):
    resultado = GOOD
    val = sorted(history["val_loss"])
    if history["val_loss"][-1] - val[0] > gap:
        resultado = OVER
    # el underfitting manda, por eso se mira al final
    if sorted(history["train_loss"])[0] > target_loss:
        resultado = UNDER
    return resultado


class RedConDropout(nn.Module):
    def __init__(self, n_variables, ocultas=(32, 64), p=0.1):
        super().__init__()
        self.ocultas = nn.ModuleList()
        for n in ocultas:
            self.ocultas.append(nn.Linear(n_variables, n))
            n_variables = n
        self.dropout = nn.Dropout(p)
        self.ultima = nn.Linear(n_variables, 1)

    def forward(self, x):
        for capa in self.ocultas:
            x = self.dropout(torch.relu(capa(x)))
        return self.ultima(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.RandomState(seed)
    torch.manual_seed(seed)
    y = np.asarray(y).astype(int)

    # Estratificado "sistemático": se ordena por clase (al azar dentro de cada una)
    # y se reparte como cartas, de a diez: 3 a test (t), 2 a validación (v), 5 a train (e).
    orden = np.lexsort((rng.rand(len(y)), y))
    carta = np.resize(list("etveteevte"), len(y))
    test, val, train = orden[carta == "t"], orden[carta == "v"], orden[carta == "e"]

    centro, ancho = X[train].mean(axis=0), X[train].std(axis=0, ddof=1)
    ancho[ancho == 0] = 1.0
    Z = ((X - centro) / ancho).astype("float32")

    def cargar(filas, **kwargs):
        t = torch.from_numpy(y[filas]).float().unsqueeze(1)
        return DataLoader(TensorDataset(torch.from_numpy(Z[filas]), t), **kwargs)

    train_loader = cargar(train, batch_size=16, shuffle=True)
    val_loader = cargar(val, batch_size=len(val))
    test_loader = cargar(test, batch_size=len(test))

    model = RedConDropout(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)

    train_losses, val_losses = [], []
    copia = None
    sin_mejora = 0
    for _ in range(max_epochs):
        model.train()
        partes = []
        for entrada, meta in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(entrada.to(device)), meta.to(device))
            loss.backward()
            optimizer.step()
            partes.append((loss.item(), len(meta)))
        valores, pesos = zip(*partes)
        train_losses.append(float(np.average(valores, weights=pesos)))

        model.eval()
        with torch.no_grad():
            (entrada, meta), = val_loader
            actual = criterion(model(entrada.to(device)), meta.to(device)).item()
        if not val_losses or actual < min(val_losses):
            copia = copy.deepcopy(model)
            sin_mejora = 0
        else:
            sin_mejora += 1
        val_losses.append(actual)
        if sin_mejora >= patience:
            break

    metricas = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    en_test = track_metrics(copia, test_loader, metricas, device)
    return {
        "history": {"train_loss": train_losses, "val_loss": val_losses},
        "best_epoch": int(np.argmin(val_losses)) + 1,
        "test_accuracy": en_test["accuracy"],
        "test_f1": en_test["f1"],
        "model": copia,
    }
