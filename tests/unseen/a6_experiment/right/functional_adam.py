# Unusual: training is functional: weights in a dictionary, torch.func.grad_and_value and a hand-written Adam; the module is filled at the end.
from typing import TypeAlias

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from torch import nn
from torch.func import functional_call, grad_and_value

Weights: TypeAlias = dict[str, torch.Tensor]


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    state = {"mode": model.training}
    model.eval()
    frozen = {k: v.detach() for k, v in {**dict(model.named_parameters()), **dict(model.named_buffers())}.items()}
    with torch.no_grad():
        for inputs, targets in loader:
            logits = functional_call(model, frozen, (inputs.to(device),))
            probabilities = 1 / (1 + torch.exp(-logits))
            for metric in metrics.to(device).values():
                metric.update(probabilities.reshape(-1), targets.to(device).long().reshape(-1))
    model.train(state["mode"])
    return {name: float(metric.compute()) for name, metric in metrics.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplot_mosaic([["curve"]])[1]["curve"]
    for key, label in (("train_loss", "train"), ("val_loss", "validation")):
        values = history[key]
        ax.plot(*zip(*enumerate(values, start=1)), label=label, drawstyle="default")
    val = history["val_loss"]
    ax.axvline(x=val.index(min(val)) + 1, ls=":", c="black")
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss per sample")
    ax.legend(title="loss", loc="upper right")
    return ax


def diagnose(history, *, target_loss, gap):
    underfits = np.min(history["train_loss"]) > target_loss
    overfits = np.max(np.subtract(history["val_loss"][-1], history["val_loss"])) > gap
    return ("good fit", "overfitting", "underfitting")[2 if underfits else int(overfits)]


class Net(nn.Module):
    def __init__(self, in_features: int, width: int = 24) -> None:
        super().__init__()
        self.hidden, self.out = nn.Linear(in_features, width), nn.Linear(width, 1)

    def forward(self, x):
        return self.out(nn.functional.silu(self.hidden(x)))


class Adam:
    """The optimizer on dictionaries: weights in, weights out."""

    def __init__(self, lr=5e-3, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.t, self.m, self.v = lr, betas, eps, 0, {}, {}

    def __call__(self, weights: Weights, gradients: Weights) -> Weights:
        self.t += 1
        b1, b2 = self.betas
        new = {}
        for name, g in gradients.items():
            self.m[name] = b1 * self.m.get(name, 0) + (1 - b1) * g
            self.v[name] = b2 * self.v.get(name, 0) + (1 - b2) * g**2
            m, v = self.m[name] / (1 - b1**self.t), self.v[name] / (1 - b2**self.t)
            new[name] = weights[name] - self.lr * m / (v.sqrt() + self.eps)
        return new


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(np.int64)
    learn, test = train_test_split(np.arange(len(X)), test_size=0.25, stratify=y, random_state=seed, shuffle=True)
    train, val = train_test_split(learn, test_size=0.25, stratify=y[learn], random_state=seed, shuffle=True)
    mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)
    Z = (X - mean) / np.where(deviation > 0, deviation, 1)
    x = {k: torch.tensor(Z[i], dtype=torch.float32, device=device) for k, i in zip(("train", "val", "test"), (train, val, test))}
    t = {k: torch.tensor(y[i][:, None], dtype=torch.float32, device=device) for k, i in zip(("train", "val", "test"), (train, val, test))}

    torch.manual_seed(seed)
    model = Net(X.shape[1]).to(device)
    weights: Weights = {name: p.detach().clone() for name, p in model.named_parameters()}

    def loss(w: Weights, inputs, targets):
        return nn.functional.binary_cross_entropy_with_logits(functional_call(model, w, (inputs,)), targets)

    step, adam = grad_and_value(loss), Adam()
    rng = torch.Generator().manual_seed(seed)
    history = {"train_loss": [], "val_loss": []}
    best, best_epoch, waited = weights, 0, 0
    while len(history["val_loss"]) < max_epochs and waited < patience:
        total = 0.0
        for batch in torch.randperm(len(train), generator=rng).split(32):
            rows = batch.to(device)
            gradients, value = step(weights, x["train"][rows], t["train"][rows])
            weights = adam(weights, gradients)
            total += value.item() * len(rows)
        history["train_loss"].append(total / len(train))
        with torch.no_grad():
            value = loss(weights, x["val"], t["val"]).item()
        waited += 1
        if value < min(history["val_loss"], default=np.inf):
            best, best_epoch, waited = weights, len(history["val_loss"]) + 1, 0
        history["val_loss"].append(value)

    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(best[name])
        model.eval()
        said = (torch.sigmoid(model(x["test"])) >= 0.5).long().cpu().numpy().ravel()
    (tn, fp), (fn, tp) = confusion_matrix(y[test], said, labels=[0, 1])
    return {
        "model": model,
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float((tp + tn) / len(test)),
        "test_f1": float(2 * tp / max(1, 2 * tp + fp + fn)),
    }
