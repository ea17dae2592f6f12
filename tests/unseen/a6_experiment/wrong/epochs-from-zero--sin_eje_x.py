# exercise: plot_validation_curve
# mistake: Plots the lists without x values, so the epochs and the mark run from 0.
from copy import deepcopy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval(), metrics.reset(), metrics.to(device)
    with torch.inference_mode():
        for x, t in loader:
            metrics.update(model(x.to(device)).sigmoid(), t.to(device).long())
    model.train(mode)
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax or plt.subplots()[1]
    for name in ("train", "val"):
        ax.plot(history[f"{name}_loss"], label=name)
    ax.axvline(np.argmin(history["val_loss"]), c="k", ls=":")
    ax.set(xlabel="epoch", ylabel="loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    tr, va = history["train_loss"], history["val_loss"]
    return "underfitting" if min(tr) > target_loss else "overfitting" if va[-1] - min(va) > gap else "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    rest, te = train_test_split(np.arange(len(y)), test_size=0.2, stratify=y, random_state=seed)
    tr, va = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=seed)
    m, s = X[tr].mean(0), X[tr].std(0)
    Z = torch.tensor((X - m) / np.where(s == 0, 1, s)).float()
    T = torch.tensor(y).float()[:, None]
    loaders = [
        DataLoader(TensorDataset(Z[i], T[i]), batch_size=32, shuffle=k == 0) for k, i in enumerate((tr, va, te))
    ]

    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    crit, opt = nn.BCEWithLogitsLoss(), torch.optim.Adam(net.parameters(), lr=3e-3)

    def sweep(loader, train):
        net.train(train)
        total = 0.0
        with torch.set_grad_enabled(train):
            for x, t in loader:
                x, t = x.to(device), t.to(device)
                loss = crit(net(x), t)
                if train:
                    opt.zero_grad(), loss.backward(), opt.step()
                total += loss.item() * len(x)
        return total / len(loader.dataset)

    hist, best, best_epoch, state = {"train_loss": [], "val_loss": []}, float("inf"), 0, deepcopy(net.state_dict())
    for epoch in range(1, max_epochs + 1):
        hist["train_loss"].append(sweep(loaders[0], True))
        hist["val_loss"].append(sweep(loaders[1], False))
        if hist["val_loss"][-1] < best:
            best, best_epoch, state = hist["val_loss"][-1], epoch, deepcopy(net.state_dict())
        elif epoch - best_epoch >= patience:
            break

    net.load_state_dict(state)
    scores = track_metrics(net, loaders[2], MetricCollection({"a": BinaryAccuracy(), "f": BinaryF1Score()}), device)
    return {"history": hist, "best_epoch": best_epoch, "test_accuracy": scores["a"], "test_f1": scores["f"], "model": net}
