# exercise: diagnose
# mistake: asks for a worsening below gap to call it a good fit, so a worsening by exactly gap is overfitting
from __future__ import annotations

from typing import Optional

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


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    """Evaluate a collection of binary metrics over a whole loader.

    The collection is reset first, so nothing of an earlier epoch leaks in.
    """
    was_training = model.training
    metrics = metrics.to(device)
    metrics.reset()
    model.eval()
    with torch.inference_mode():
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            probabilities = torch.sigmoid(logits).squeeze(1)
            metrics.update(probabilities, targets.to(device).squeeze(1).long())
    model.train(was_training)
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Optional[Axes] = None) -> Axes:
    """Plot training and validation loss per epoch and mark the best epoch."""
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 5))
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="Training loss", marker="o")
    ax.plot(epochs, history["val_loss"], label="Validation loss", marker="s")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(x=best_epoch, color="red", linestyle=":", label=f"Best epoch ({best_epoch})")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.set_title("Validation curve")
    ax.legend(loc="best")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    """Classify a validation curve as good fit, overfitting or underfitting."""
    reached_target = min(history["train_loss"]) <= target_loss
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    if reached_target and worsening < gap:
        return "good fit"
    return "overfitting" if reached_target else "underfitting"


class BinaryClassifier(nn.Module):
    """A small multilayer perceptron with one logit."""

    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.network = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.network(x)


def _to_loader(X: np.ndarray, y: np.ndarray, *, shuffle: bool, seed: int) -> DataLoader:
    """Wrap arrays in a DataLoader of float32 tensors."""
    dataset = TensorDataset(
        torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    )
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size=64, shuffle=shuffle, generator=generator)


def _epoch(model, loader, criterion, device, optimizer=None) -> float:
    """Run one epoch and return the mean loss per sample."""
    model.train(optimizer is not None)
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    """Run an honest binary classification experiment."""
    torch.manual_seed(seed)
    np.random.seed(seed)

    # 1. Stratified holdout
    X_dev, X_test, y_dev, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_dev, y_dev, test_size=0.25, stratify=y_dev, random_state=seed
    )

    # 2. Standardisation with the statistics of the training part
    scaler = StandardScaler().fit(X_train)
    X_train, X_val, X_test = (scaler.transform(part) for part in (X_train, X_val, X_test))

    # 3. Model
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    train_loader = _to_loader(X_train, y_train, shuffle=True, seed=seed)
    val_loader = _to_loader(X_val, y_val, shuffle=False, seed=seed)

    # 4. Training with early stopping
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state, bad_epochs = float("inf"), 0, None, 0
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_epoch(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_epoch(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch, bad_epochs = history["val_loss"][-1], epoch, 0
            best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        else:
            bad_epochs += 1
        if bad_epochs >= patience:
            break

    # 5. Best weights, tested once
    if best_state is not None:
        model.load_state_dict(best_state)
    model.eval()
    with torch.no_grad():
        logits = model(torch.as_tensor(X_test, dtype=torch.float32).to(device))
    y_pred = (torch.sigmoid(logits) >= 0.5).long().flatten().cpu().numpy()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y_test, y_pred)),
        "test_f1": float(f1_score(y_test, y_pred)),
        "model": model,
    }
