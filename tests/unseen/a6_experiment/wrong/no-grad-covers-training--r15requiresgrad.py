# exercise: run_experiment
# mistake: run_experiment's shared run_epoch switches gradients off with set_grad_enabled(False) for the first validation and never on again; since it updates only where loss.requires_grad, nothing is trained from epoch 2 on
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probs, targets.to(device).long())
    values = metrics.compute()
    model.train(was_training)
    return {name: value.item() for name, value in values.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figura = plt.figure(figsize=(7, 4))
        ax = figura.add_subplot()
    n = len(history["val_loss"])
    x = list(range(1, n + 1))
    ax.plot(x, history["train_loss"], "o-", label="Entrenamiento")
    ax.plot(x, history["val_loss"], "s-", label="Validación")
    minimo = min(history["val_loss"])
    mejor = history["val_loss"].index(minimo) + 1
    ax.axvline(x=mejor, color="red", ls=":")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Curva de validación")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


def make_model(n_features, hidden=(32, 64)):
    sizes = [n_features, *hidden]
    blocks = [module for a, b in zip(sizes, sizes[1:]) for module in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], 1))


def make_loaders(X, y, seed):
    """Stratified 64/16/20 split, standardised by the training part."""
    everything = np.arange(len(y))
    rest, test = train_test_split(everything, test_size=0.2, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.2, stratify=y[rest], random_state=seed + 1)
    Z = torch.tensor(StandardScaler().fit(X[train]).transform(X), dtype=torch.float32)
    t = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(TensorDataset(Z[train], t[train]), batch_size=16, shuffle=True, generator=generator),
        DataLoader(TensorDataset(Z[val], t[val]), batch_size=128),
        DataLoader(TensorDataset(Z[test], t[test]), batch_size=128),
    )


def run_epoch(model, loader, criterion, device, optimizer=None):
    if optimizer is None:
        model.eval()
        torch.set_grad_enabled(False)
    else:
        model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        if loss.requires_grad:  # only when training
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * targets.numel()
        count += targets.numel()
    return total / count


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    train_loader, val_loader, test_loader = make_loaders(X, y, seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = make_model(X.shape[1])
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    history = {"train_loss": [], "val_loss": []}
    best = {"epoch": 0, "loss": float("inf"), "weights": None}

    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(run_epoch(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(run_epoch(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best["loss"]:
            weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            best = {"epoch": epoch, "loss": history["val_loss"][-1], "weights": weights}
        elif epoch - best["epoch"] >= patience:
            break

    model.load_state_dict(best["weights"])
    result = track_metrics(
        model, test_loader, MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return dict(
        history=history,
        best_epoch=best["epoch"],
        test_accuracy=result["accuracy"],
        test_f1=result["f1"],
        model=model,
    )
