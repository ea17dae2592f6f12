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
    ax = ax or plt.subplots()[1]
    nombres = {"train_loss": "Pérdida de entrenamiento", "val_loss": "Pérdida de validación"}
    mejor = int(torch.tensor(history["val_loss"], dtype=torch.float64).argmin())
    for clave, nombre in nombres.items():
        valores = history[clave]
        marcas = [mejor] if clave == "val_loss" else []
        ax.plot(range(1, len(valores) + 1), valores, marker="D", markevery=marcas, label=nombre)
    ax.axvspan(mejor + 1 - 0.1, mejor + 1 + 0.1, alpha=0.2, color="green")
    ax.xaxis.set_major_locator(plt.MaxNLocator(integer=True))
    ax.set_xlabel("Epoch"); ax.set_ylabel("Loss")
    ax.legend(title="Curvas")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = np.min(history["train_loss"])
    val = np.array(history["val_loss"])
    if best_train > target_loss:
        diagnosis = "underfitting"
    elif val[-1] > val.min() + gap:
        diagnosis = "overfitting"
    else:
        diagnosis = "good fit"
    return diagnosis


import io
import random
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def split(y, test_size, seed):
    sss = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
    return next(sss.split(np.zeros((len(y), 1)), y))


def run_experiment(X: np.ndarray, y: np.ndarray, *, seed: int, device: torch.device, max_epochs: int = 200, patience: int = 10) -> dict:
    seed_everything(seed)
    dev, test = split(y, 0.2, seed)
    a, b = split(y[dev], 0.2, seed + 1)
    train, val = dev[a], dev[b]
    scaler = StandardScaler()
    Xs = {"train": scaler.fit_transform(X[train]), "val": scaler.transform(X[val]), "test": scaler.transform(X[test])}
    Xs = {k: torch.as_tensor(v, dtype=torch.float32).to(device) for k, v in Xs.items()}
    ys = {k: torch.as_tensor(np.array(y[i], dtype=np.float32)).to(device)[:, None] for k, i in (("train", train), ("val", val), ("test", test))}

    model = nn.Sequential(nn.Linear(X.shape[1], 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    history = {"train_loss": [], "val_loss": []}
    checkpoint = io.BytesIO()
    best_val, best_epoch, bad = float("inf"), -1, 0
    epoch = 0
    while epoch < max_epochs and bad < patience:
        epoch += 1
        model.train()
        losses, sizes = [], []
        for idx in torch.randperm(len(train)).split(40):
            opt.zero_grad(set_to_none=True)
            loss = criterion(model(Xs["train"][idx]), ys["train"][idx])
            loss.backward()
            opt.step()
            losses.append(loss.item())
            sizes.append(len(idx))
        history["train_loss"].append(float(np.average(losses, weights=sizes)))
        with torch.inference_mode():
            history["val_loss"].append(float(criterion(model(Xs["val"]), ys["val"])))
        if history["val_loss"][-1] < best_val:
            best_val, best_epoch, bad = history["val_loss"][-1], epoch, 0
            checkpoint.seek(0)
            checkpoint.truncate()
            torch.save(model.state_dict(), checkpoint)
        else:
            bad += 1
    checkpoint.seek(0)
    model.load_state_dict(torch.load(checkpoint, weights_only=True, map_location=device))
    with torch.inference_mode():
        y_hat = (model(Xs["test"]).sigmoid() >= 0.5).int().cpu().numpy().ravel()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y[test], y_hat)),
        "test_f1": float(f1_score(y[test], y_hat)),
        "model": model,
    }
