# exercise: diagnose
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


def track_metrics(model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device) -> dict[str, float]:
    mode = model.training
    model.eval()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for inputs, targets in loader:
            all_probs.append(model(inputs.to(device)).sigmoid())
            all_targets.append(targets.to(device))
    model.train(mode)
    metrics = metrics.to(device)
    metrics.reset()
    result = metrics(torch.cat(all_probs), torch.cat(all_targets).long())
    return {k: float(v) for k, v in result.items()}


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
    tl, vl = history["train_loss"], history["val_loss"]
    match (tl[-1] > target_loss, vl[-1] - min(vl) > gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
        case _:
            return "good fit"


def estratificar(y, seed, fracciones=(0.6, 0.2)):
    """Índices de train, val y test, clase por clase."""
    rng = np.random.default_rng(seed)
    partes = [[], [], []]
    for clase in np.unique(y):
        idx = rng.permutation(np.flatnonzero(y == clase))
        a = int(round(fracciones[0] * len(idx)))
        b = a + int(round(fracciones[1] * len(idx)))
        for parte, trozo in zip(partes, np.split(idx, [a, b])):
            parte.extend(trozo.tolist())
    return [np.array(p) for p in partes]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    tr, va, te = estratificar(np.asarray(y), seed)
    mu, sigma = X[tr].mean(axis=0), X[tr].std(axis=0)
    sigma[sigma == 0] = 1.0
    Z = torch.tensor((X - mu) / sigma, dtype=torch.float32, device=device)
    Y = torch.tensor(y, dtype=torch.float32, device=device).reshape(-1, 1)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    train_loss, val_loss = [], []
    best = {"epoch": None, "loss": np.inf, "weights": None}
    for epoch in range(1, max_epochs + 1):
        # el train completo es un solo batch
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(Z[tr]), Y[tr])
        loss.backward()
        optimizer.step()
        train_loss.append(loss.item())

        model.eval()
        with torch.no_grad():
            v = criterion(model(Z[va]), Y[va]).item()
        val_loss.append(v)
        if v < best["loss"]:
            best = {"epoch": epoch, "loss": v, "weights": {k: w.clone() for k, w in model.state_dict().items()}}
        elif epoch - best["epoch"] >= patience:
            break

    model.load_state_dict(best["weights"])
    with torch.no_grad():
        pred = (torch.sigmoid(model(Z[te])) >= 0.5).float()
    real = Y[te]
    tp = (pred * real).sum().item()
    f1 = 2 * tp / (pred.sum().item() + real.sum().item())
    acc = (pred == real).float().mean().item()
    return dict(history={"train_loss": train_loss, "val_loss": val_loss}, best_epoch=best["epoch"],
                test_accuracy=acc, test_f1=f1, model=model)
