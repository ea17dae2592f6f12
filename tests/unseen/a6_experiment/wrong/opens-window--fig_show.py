# exercise: plot_validation_curve
# mistake: Shows the figure in a window when it made it itself.
import tempfile
from collections import defaultdict
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import nn, optim
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.reset()
    metrics.to(device)
    mode = model.training
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                outputs = model(inputs.to(device))
                metrics.update(outputs.sigmoid(), targets.to(device, torch.long))
        return {key: result.cpu().item() for key, result in metrics.compute().items()}
    finally:
        model.train(mode)


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    fig = None
    if ax is None:
        fig, ax = plt.subplots(dpi=110)
    n = len(history["val_loss"])
    for split, colour in {"train": "tab:blue", "val": "tab:orange"}.items():
        ax.plot(range(1, n + 1), history[split + "_loss"], color=colour, label=split)
    best_epoch = torch.tensor(history["val_loss"], dtype=torch.float64).argmin().item() + 1
    ax.axvline(best_epoch, color="black", linewidth=0.8)
    ax.set_xlabel("epoch"), ax.set_ylabel("loss")
    ax.legend()
    if fig is not None:  # nobody else is going to show it
        fig.tight_layout()
        fig.show()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = sorted(history["train_loss"])[0]
    best_val = sorted(history["val_loss"])[0]
    if best_train > target_loss:
        return "underfitting"
    elif history["val_loss"][-1] - best_val > gap:
        return "overfitting"
    return "good fit"


def _split(X, y, seed):
    first = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_rest, X_test, y_rest, y_test = first
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2, stratify=y_rest, random_state=seed)
    mean = X_train.mean(axis=0, keepdims=True)
    std = X_train.std(axis=0, keepdims=True)
    std[std == 0] = 1.0
    return {
        name: TensorDataset(
            torch.as_tensor((features - mean) / std, dtype=torch.float32),
            torch.as_tensor(labels, dtype=torch.float32).reshape(-1, 1),
        )
        for name, features, labels in (
            ("train", X_train, y_train),
            ("val", X_val, y_val),
            ("test", X_test, y_test),
        )
    }


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    generator = torch.manual_seed(seed)
    parts = _split(np.asarray(X, dtype=np.float64), np.asarray(y), seed)
    train_loader = DataLoader(parts["train"], batch_size=32, shuffle=True, generator=generator)
    val_loader = DataLoader(parts["val"], batch_size=128)

    widths = [X.shape[1], 64, 32]
    layers = []
    for i in range(2):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(widths[-1], 1)).to(device)
    optimizer = optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)

    history = defaultdict(list)
    best_loss, best_epoch = float("inf"), 0
    with tempfile.TemporaryDirectory() as folder:
        best_file = Path(folder) / "best.pt"
        torch.save(model.state_dict(), best_file)
        for epoch in range(1, max_epochs + 1):
            model.train()
            losses = torch.zeros(2)
            for inputs, targets in train_loader:
                optimizer.zero_grad()
                loss = bce(model(inputs.to(device)), targets.to(device))
                loss.backward()
                optimizer.step()
                losses += torch.tensor([loss.item() * len(inputs), len(inputs)])
            history["train_loss"].append((losses[0] / losses[1]).item())

            model.eval()
            losses = torch.zeros(2)
            with torch.no_grad():
                for inputs, targets in val_loader:
                    loss = bce(model(inputs.to(device)), targets.to(device), reduction="sum")
                    losses += torch.tensor([loss.item(), len(inputs)])
            history["val_loss"].append((losses[0] / losses[1]).item())

            if history["val_loss"][-1] < best_loss:
                best_loss, best_epoch = history["val_loss"][-1], epoch
                torch.save(model.state_dict(), best_file)
            elif epoch - best_epoch == patience:
                break
        model.load_state_dict(torch.load(best_file, map_location=device, weights_only=True))

    test = track_metrics(
        model,
        DataLoader(parts["test"], batch_size=128),
        MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}),
        device,
    )
    return {
        "history": dict(history),
        "best_epoch": best_epoch,
        "test_accuracy": test["accuracy"],
        "test_f1": test["f1"],
        "model": model,
    }
