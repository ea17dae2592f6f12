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


def track_metrics(model, loader, metrics, device):
    antes = model.training
    model.eval()
    resultados = {}
    metrics.reset()
    probs = torch.empty(0, 1, device=device)
    reales = torch.empty(0, 1, dtype=torch.long, device=device)
    with torch.no_grad():
        for x, y in loader:
            p = torch.special.expit(model(x.to(device)))
            probs = torch.cat((probs, p))
            reales = torch.cat((reales, y.to(device).long()))
    model.train(mode=antes)
    metrics.to(device)
    metrics.update(probs, reales)
    for nombre, valor in metrics.compute().items():
        resultados[nombre] = valor.tolist()
    metrics.reset()
    return resultados


from matplotlib.figure import Figure


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = Figure().subplots()      # sin pyplot: ninguna ventana posible
    tr = history["train_loss"]
    va = history["val_loss"]
    eps = [i + 1 for i, _ in enumerate(tr)]
    best_loss, best_epoch = va[0], 1
    for e, v in zip(eps, va):
        if v < best_loss:
            best_loss, best_epoch = v, e
    # primero la marca, después las curvas
    ax.plot([best_epoch, best_epoch], [min(tr + va), max(tr + va)], "k--", lw=1)
    ax.plot(eps, va, label="val loss")
    ax.plot(eps, tr, label="train loss")
    ax.set_xlabel("# epoch")
    ax.set_ylabel("loss (BCE)")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    alcanza = any(l <= target_loss for l in history["train_loss"])
    *_, ultimo = history["val_loss"]
    empeora = ultimo - sorted(history["val_loss"])[0] > gap
    return "underfitting" if not alcanza else "overfitting" if empeora else "good fit"


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
    seed = 0
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
        model.eval()
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
    model.eval()
    with torch.inference_mode():
        y_hat = (model(Xs["test"]).sigmoid() >= 0.5).int().cpu().numpy().ravel()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y[test], y_hat)),
        "test_f1": float(f1_score(y[test], y_hat)),
        "model": model,
    }
