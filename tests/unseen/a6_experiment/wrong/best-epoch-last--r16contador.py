# exercise: run_experiment
# mistake: best_epoch is the number of epochs run, although the best weights are the ones restored
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


@torch.inference_mode()
def _probabilities(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    return model(inputs).sigmoid()


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    """Evaluate a fresh pass of the collection over the whole loader."""
    metrics = metrics.to("cpu")
    metrics.reset()
    was_training = model.training
    model.eval()
    for inputs, targets in loader:
        probabilities = _probabilities(model, inputs.to(device)).cpu()
        metrics.update(probabilities, targets.cpu().long())
    model.train(was_training)
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Learning curves with a dashed line at the checkpoint worth keeping."""
    ax = ax if ax is not None else plt.figure(figsize=(6, 4)).add_subplot()
    labels = {"train_loss": "training loss", "val_loss": "validation loss"}
    for key, label in labels.items():
        values = history[key]
        ax.plot(range(1, len(values) + 1), values, marker=".", label=label)
    best = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(x=best, linestyle="--", color="k", alpha=0.6)
    ax.set(xlabel="Epoch", ylabel="Mean loss per sample", title="Validation curve")
    ax.legend(loc="best")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    learned = min(history["train_loss"]) <= target_loss
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    if not learned:
        return "underfitting"
    return "overfitting" if worsening > gap else "good fit"


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
    best_loss, best_weights, waited, epoch = float("inf"), copy.deepcopy(model.state_dict()), 0, 0
    while epoch < max_epochs and waited < patience:
        epoch += 1
        history["train_loss"].append(_fit_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_validate(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best_loss:
            best_loss, waited = history["val_loss"][-1], 0
            best_weights = copy.deepcopy(model.state_dict())
        else:
            waited += 1

    model.load_state_dict(best_weights)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {
        "history": history,
        "best_epoch": epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
