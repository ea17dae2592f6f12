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


from contextlib import contextmanager


@contextmanager
def modo_evaluacion(red):
    antes = red.training
    red.eval()
    try:
        with torch.no_grad():
            yield red
    finally:
        red.train(antes)


def track_metrics(model, loader, metrics, device):
    """Evalúa la colección sobre todo el loader."""
    metrics.reset()
    with modo_evaluacion(model) as red:
        for lote, etiquetas in loader:
            logits = red(lote.to(device))
            metrics.update(logits.sigmoid().cpu(), etiquetas.long())     # las métricas viven en CPU
    valores = metrics.compute()
    return dict(zip(valores.keys(), map(float, valores.values())))


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


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    g = torch.Generator().manual_seed(seed)
    y = np.asarray(y).astype(int)

    # holdout estratificado a mano: 70 / 15 / 15
    train, val, test = [], [], []
    for c in (0, 1):
        de_la_clase = torch.tensor(np.where(y == c)[0])
        de_la_clase = de_la_clase[torch.randperm(len(de_la_clase), generator=g)]
        n15 = round(0.15 * len(de_la_clase))
        test.append(de_la_clase[:n15])
        val.append(de_la_clase[n15:2 * n15])
        train.append(de_la_clase[2 * n15:])
    train, val, test = torch.cat(train), torch.cat(val), torch.cat(test)

    X = torch.tensor(X, dtype=torch.float64)
    promedio = X.mean(dim=0)
    desviacion = X.std(dim=0, unbiased=False).clamp(min=1e-12)
    X = ((X - promedio) / desviacion).float()
    Y = torch.tensor(y).float().unsqueeze(1)

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        red = nn.Sequential(nn.Linear(X.shape[1], 24), nn.Tanh(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 1))
    red = red.to(device)

    def bce(z, t):
        # BCE con logits: softplus(z) - t z
        return (nn.functional.softplus(z) - t * z).mean()

    opt = torch.optim.SGD(red.parameters(), lr=0.05, momentum=0.9)
    registro = []           # (train, val, pesos)
    for _ in range(max_epochs):
        red.train()
        perm = train[torch.randperm(len(train), generator=g)]
        suma = 0.0
        for i in range(0, len(perm), 25):
            lote = perm[i:i + 25]
            loss = bce(red(X[lote].to(device)), Y[lote].to(device))
            red.zero_grad()
            loss.backward()
            opt.step()
            suma += float(loss) * len(lote)
        red.eval()
        with torch.no_grad():
            v = float(bce(red(X[val].to(device)), Y[val].to(device)))
        registro.append((suma / len(perm), v, copy.deepcopy(red.state_dict())))
        vals = [r[1] for r in registro]
        if len(vals) - 1 - int(np.argmin(vals)) >= patience:
            break

    i_mejor = int(np.argmin([r[1] for r in registro]))
    red.load_state_dict(registro[i_mejor][2])
    with torch.no_grad():
        etiquetas = (red(X[test].to(device)) >= 0).int().cpu().flatten()
    verdad = Y[test].int().flatten()
    f1 = BinaryF1Score()(etiquetas, verdad).item()
    acc = BinaryAccuracy()(etiquetas, verdad).item()
    return {"history": {"train_loss": [r[0] for r in registro], "val_loss": [r[1] for r in registro]},
            "best_epoch": i_mejor + 1, "test_accuracy": acc, "test_f1": f1, "model": red}
