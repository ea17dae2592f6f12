# exercise: track_metrics
# mistake: The batches are never moved to `device`; with the model on a GPU the inputs stay on the CPU.
from copy import deepcopy
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval().to(device)
    metrics.to(device).reset()
    with torch.inference_mode():
        for x, y in loader:
            metrics.update(model(x).sigmoid(), y.long())
    model.train(was_training)
    return {k: float(v) for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    x = np.arange(len(history["val_loss"])) + 1
    for key, name in (("train_loss", "train"), ("val_loss", "validation")):
        ax.plot(x, history[key], marker=".", label=name)
    i = int(np.argmin(history["val_loss"]))
    ax.scatter([x[i]], [history["val_loss"][i]], s=80, color="red", zorder=3, label="best")
    ax.set(xlabel="epoch", ylabel="loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = min(history["train_loss"])
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    return "underfitting" if best_train > target_loss else "overfitting" if worsening > gap else "good fit"


@dataclass
class Best:
    loss: float = float("inf")
    epoch: int = 0
    weights: dict | None = None


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    idx = np.arange(len(y))
    rest, test = train_test_split(idx, test_size=0.15, random_state=seed, stratify=y)
    train, val = train_test_split(rest, test_size=0.2, random_state=seed, stratify=y[rest])
    mean, std = X[train].mean(0), X[train].std(0)
    Z = torch.tensor((X - mean) / np.where(std == 0, 1, std), dtype=torch.float32).to(device)
    T = torch.tensor(y, dtype=torch.float32).reshape(-1, 1).to(device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(Z.shape[1], 24), nn.ReLU(), nn.Linear(24, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3, weight_decay=1e-4)
    criterion = nn.BCEWithLogitsLoss()
    shuffler = np.random.default_rng(seed)
    history, best = {"train_loss": [], "val_loss": []}, Best()

    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for chunk in np.array_split(shuffler.permutation(train), max(1, len(train) // 32)):
            optimizer.zero_grad()
            loss = criterion(model(Z[chunk]), T[chunk])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chunk)
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(Z[val]), T[val]).item()
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(val_loss)
        if val_loss < best.loss:
            best = Best(val_loss, epoch, deepcopy(model.state_dict()))
        if epoch - best.epoch >= patience:
            break

    model.load_state_dict(best.weights)
    model.eval()
    with torch.no_grad():
        probs = torch.sigmoid(model(Z[test]))
    return {
        "history": history,
        "best_epoch": best.epoch,
        "test_accuracy": binary_accuracy(probs, T[test].long()).item(),
        "test_f1": binary_f1_score(probs, T[test].long()).item(),
        "model": model,
    }
