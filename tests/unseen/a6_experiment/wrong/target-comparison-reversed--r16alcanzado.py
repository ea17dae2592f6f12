# exercise: diagnose
# mistake: says underfitting when the best train loss is below target_loss, that is, when the target was reached
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    modo = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            probs = torch.sigmoid(model(inputs))
            metrics.update(probs, targets.int())
    model.train(modo)
    resultado = metrics.compute()
    return {nombre: valor.item() for nombre, valor in resultado.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    epochs = np.arange(len(history["val_loss"])) + 1
    val = np.array(history["val_loss"])
    ax.plot(epochs, history["train_loss"], "b-", label="Training")
    ax.plot(epochs, val, "r-", label="Validation")
    ax.axvline(epochs[val.argmin()], c="g", ls=":")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def _reached(losses: list[float], target_loss: float) -> bool:
    """Whether training got at least as low as the target."""
    return target_loss <= min(losses)


def _rebound(losses: list[float]) -> float:
    """How much the last value lies above the least one."""
    return losses[-1] - min(losses)


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    if not _reached(history["train_loss"], target_loss):
        return "underfitting"
    if _rebound(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


def _split(X, y, seed):
    """Stratified 70 / 15 / 15, standardised by the training part."""
    rest, test = train_test_split(np.arange(len(y)), test_size=0.15, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.18, stratify=y[rest], random_state=seed)
    scaler = StandardScaler().fit(X[train])
    return [_dataset(scaler.transform(X[part]), y[part]) for part in (train, val, test)]


def _dataset(X, y) -> TensorDataset:
    return TensorDataset(
        torch.as_tensor(X, dtype=torch.float32),
        torch.as_tensor(y, dtype=torch.float32).unsqueeze(1),
    )


def _build_model(in_features: int, hidden=(32, 64)) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(in_features, width), nn.ReLU()]
        in_features = width
    return nn.Sequential(*layers, nn.Linear(in_features, 1))


def _fit_one_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    return total / len(loader.dataset)


def _validate(model, loader, criterion, device) -> float:
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * len(targets)
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
    train_set, val_set, test_set = _split(X, y, seed)
    torch.manual_seed(seed)
    model = _build_model(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    shuffling = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True, generator=shuffling)
    val_loader = DataLoader(val_set, batch_size=128)
    test_loader = DataLoader(test_set, batch_size=128)

    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    best_epoch, best_weights = 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_fit_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_validate(model, val_loader, criterion, device))
        if best_epoch == 0 or history["val_loss"][-1] < history["val_loss"][best_epoch - 1]:
            best_epoch, best_weights = epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_weights)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
