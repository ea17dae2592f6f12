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
    metrics.reset()
    metrics.to(device)
    was_training = model.training
    grad_antes = torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        model.train(False)
        for batch in loader:
            X, y = [t.to(device) for t in batch]
            z = model(X).squeeze(1)
            metrics.update(1 / (1 + torch.exp(-z)), y.squeeze(1).to(torch.int64))
        res = metrics.compute()
    finally:
        torch.set_grad_enabled(grad_antes)
        if was_training:
            model.train()
        else:
            model.eval()
    salida = {}
    for k in res:
        salida[k] = res[k].cpu().item()
    return salida


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig = plt.figure(figsize=(7, 4))
        ax = fig.add_subplot(1, 1, 1)
    val = np.asarray(history["val_loss"])
    x = np.arange(1, len(val) + 1)
    best = int(np.argmin(val))
    ax.plot(x, history["train_loss"], "o-", color="tab:blue", label="Training loss")
    ax.plot(x, val, "s-", color="tab:orange", label="Validation loss")
    ax.scatter([x[best]], [val[best]], s=120, marker="*", color="red", zorder=5, label="Best")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation Curve")
    ax.legend(loc="upper right")
    ax.grid(True, alpha=0.3)
    return ax


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
