"""Defensive style: every function says what it expects before it starts. The network finds out its input size itself."""
import heapq
import numbers

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import Metric, MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    assert isinstance(model, nn.Module) and isinstance(metrics, MetricCollection)
    training = model.training
    metrics.reset()
    metrics.to(device)
    try:
        model.eval()
        for inputs, targets in loader:
            assert inputs.shape[0] == targets.shape[0], "a row of inputs per row of targets"
            inputs = inputs.to(device, non_blocking=True)
            targets = targets.to(device, non_blocking=True)
            with torch.no_grad():
                logits = model(inputs)
            assert logits.shape == targets.shape, (logits.shape, targets.shape)
            probabilities = logits.detach().sigmoid()
            metric: Metric
            for metric in metrics.values():
                metric.update(probabilities, targets.int())
        results = {}
        for name, metric in metrics.items():
            results[name] = float(metric.compute())
        return results
    finally:
        model.train(training)


def plot_validation_curve(history, ax=None):
    if not {"train_loss", "val_loss"} <= set(history):
        raise KeyError("history needs train_loss and val_loss")
    train, val = (np.array(history[key], dtype=np.float64) for key in ("train_loss", "val_loss"))
    if not len(train) == len(val) >= 1:
        raise ValueError("both curves must have the same length, at least 1")
    if ax is None:
        ax = plt.figure(figsize=(6.4, 4.0), dpi=100).add_axes([0.12, 0.14, 0.84, 0.8])
    assert isinstance(ax, Axes)

    epochs = np.arange(1, len(val) + 1)
    ax.plot(epochs, train, marker=".", label="train")
    ax.plot(epochs, val, marker=".", label="validation")

    best = int(epochs[val == np.nanmin(val)][0])
    low, high = ax.get_ylim()
    height = high - low
    # an arrow that comes down from above and ends at the point
    ax.arrow(
        best, val[best - 1] + 0.25 * height, 0, -0.2 * height,
        length_includes_head=True, head_width=0.03 * len(val), head_length=0.05 * height, color="green",
    )
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss (mean per sample)")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    for number in (target_loss, gap):
        if not isinstance(number, numbers.Real):
            raise TypeError("target_loss and gap are numbers")
    (best_train,) = heapq.nsmallest(1, history["train_loss"])
    if best_train > target_loss:
        return "underfitting"
    (best_val,) = heapq.nsmallest(1, history["val_loss"])
    if history["val_loss"][-1] - best_val > gap:
        return "overfitting"
    return "good fit"


def make_model():
    return nn.Sequential(nn.LazyLinear(20), nn.ReLU(), nn.LazyLinear(20), nn.ReLU(), nn.LazyLinear(1))


def standardiser(reference):
    mean, std = reference.mean(axis=0), reference.std(axis=0)
    constant = std <= 1e-12 * np.maximum(1.0, np.abs(mean))
    std = np.where(constant, 1.0, std)
    return lambda data: (data - mean) / std


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(np.float32)
    if X.ndim != 2 or y.shape != (len(X),):
        raise ValueError(f"X must be (n, features) and y (n,), got {X.shape} and {y.shape}")
    if set(np.unique(y)) != {0.0, 1.0}:
        raise ValueError("y must hold the classes 0 and 1")

    torch.manual_seed(seed)
    X_train, X_other, y_train, y_other = train_test_split(X, y, test_size=0.45, random_state=seed, stratify=y)
    X_val, X_test, y_val, y_test = train_test_split(X_other, y_other, test_size=0.6, random_state=seed, stratify=y_other)
    scale = standardiser(X_train)

    def tensors(a, b):
        return torch.tensor(scale(a), dtype=torch.float32), torch.tensor(b).reshape(-1, 1)

    train_data = TensorDataset(*tensors(X_train, y_train))
    val_x, val_y = (t.to(device) for t in tensors(X_val, y_val))

    model = make_model().to(device)
    model(torch.zeros(1, X.shape[1], device=device))        # now the lazy layers know their sizes
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.RAdam(model.parameters(), lr=1e-2, weight_decay=1e-3)

    history = {"train_loss": [], "val_loss": []}
    ranking = []                    # a heap of (val_loss, epoch): on a tie the earlier epoch comes first
    weights = {}
    for epoch in range(1, max_epochs + 1):
        order = torch.Generator().manual_seed(seed * 100_003 + epoch)       # a new order per epoch, the same per seed
        model.train()
        total = 0.0
        for x, t in DataLoader(train_data, batch_size=16, shuffle=True, generator=order):
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        history["train_loss"].append(total / len(train_data))

        model.eval()
        with torch.inference_mode():
            val_loss = criterion(model(val_x), val_y).item()
        history["val_loss"].append(val_loss)

        if np.isfinite(val_loss):
            heapq.heappush(ranking, (val_loss, epoch))
        best_epoch = ranking[0][1] if ranking else 0
        if best_epoch == epoch:
            weights = {name: tensor.detach().to("cpu", copy=True) for name, tensor in model.state_dict().items()}
        if epoch - best_epoch >= patience:
            break

    if weights:
        model.load_state_dict(weights)
    test_data = TensorDataset(*tensors(X_test, y_test))
    result = track_metrics(
        model, DataLoader(test_data, batch_size=len(test_data)),
        MetricCollection([BinaryAccuracy(), BinaryF1Score()], prefix="test/"), device,
    )
    assert all(0 <= value <= 1 for value in result.values())
    return {
        "history": history,
        "best_epoch": ranking[0][1] if ranking else None,
        "test_accuracy": result["test/BinaryAccuracy"],
        "test_f1": result["test/BinaryF1Score"],
        "model": model,
    }
