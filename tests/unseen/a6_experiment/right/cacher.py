# Keeps the best weights as bytes, the tensors of each part in a cache on the device; batches are index_select of it.
import io
from functools import cached_property

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score
from torchmetrics import MetricCollection


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    cache = []
    with torch.no_grad():
        for inputs, targets in loader:
            cache.append((torch.sigmoid(model(inputs.to(device))), targets.to(device)))
    model.train(mode)
    metrics.to(device)
    metrics.reset()
    probabilities, targets = (torch.cat(column).flatten() for column in zip(*cache))
    metrics.update(probabilities, targets.long())
    return {name: metrics_value.item() for name, metrics_value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure(figsize=(5, 3)).add_axes([0.15, 0.15, 0.8, 0.8])
    n = len(history["val_loss"])
    for key, style, label in (("val_loss", "-", "convalida"), ("train_loss", "--", "addestramento")):
        ax.plot(range(1, n + 1), history[key], style, label=label)
    best = min(range(n), key=history["val_loss"].__getitem__)
    ax.plot(best + 1, history["val_loss"][best], "kx", markersize=10)
    ax.set_xlabel("epoca")
    ax.set_ylabel("perdita")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    reached = min(history["train_loss"]) <= target_loss
    kept = history["val_loss"][-1] - min(history["val_loss"]) <= gap
    return {(False, True): "underfitting", (False, False): "underfitting", (True, False): "overfitting"}.get(
        (reached, kept), "good fit"
    )


class Data:
    """Five stratified fifths: three to train, one to validate, one to test."""

    def __init__(self, X, y, seed, device):
        self.X, self.y, self.seed, self.device = np.asarray(X, dtype=np.float64), np.asarray(y), seed, device

    @cached_property
    def rows(self):
        fifths = [held for _, held in StratifiedKFold(5, shuffle=True, random_state=self.seed).split(self.X, self.y)]
        return {"train": np.concatenate(fifths[:3]), "val": fifths[3], "test": fifths[4]}

    @cached_property
    def scale(self):
        train = self.X[self.rows["train"]]
        constant = (train == train[0]).all(axis=0)
        return train.mean(axis=0), np.where(constant, 1.0, train.std(axis=0))

    @cached_property
    def tensors(self):
        mean, std = self.scale
        return {
            name: (
                torch.tensor((self.X[rows] - mean) / std, dtype=torch.float32, device=self.device),
                torch.tensor(self.y[rows], dtype=torch.float32, device=self.device).unsqueeze(1),
            )
            for name, rows in self.rows.items()
        }


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    data = Data(X, y, seed, device)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    generator = torch.Generator().manual_seed(seed + 1)
    inputs, targets = data.tensors["train"]

    def weights():
        blob = io.BytesIO()
        torch.save(model.state_dict(), blob)
        return blob.getvalue()

    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_loss, best_weights = 0, None, None
    for epoch in range(1, max_epochs + 1):
        model.train()
        losses = []
        for rows in torch.randperm(len(inputs), generator=generator).to(device).split(32):
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(inputs.index_select(0, rows)), targets.index_select(0, rows))
            loss.backward()
            optimizer.step()
            losses.append(loss.detach() * len(rows))
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(data.tensors["val"][0]), data.tensors["val"][1]).item()
        history["train_loss"].append(torch.stack(losses).sum().item() / len(inputs))
        history["val_loss"].append(val_loss)
        if best_loss is None or val_loss < best_loss:
            best_epoch, best_loss, best_weights = epoch, val_loss, weights()
        if epoch - best_epoch >= patience:
            break
    model.load_state_dict(torch.load(io.BytesIO(best_weights), map_location=device, weights_only=True))
    scores = track_metrics(
        model, [data.tensors["test"]], MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["acc"],
        "test_f1": scores["f1"],
        "model": model,
    }
