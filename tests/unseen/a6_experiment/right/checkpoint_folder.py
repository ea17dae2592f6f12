# unusual: the experiment keeps its best weights in a temporary directory (as in assignment 4) and reads them back from disk
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def mode(model, training):
    before = [(module, module.training) for module in model.modules()]
    model.train(training)
    try:
        yield
    finally:
        for module, flag in before:
            module.training = flag


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    with ExitStack() as stack:
        stack.enter_context(mode(model, False))
        stack.enter_context(torch.no_grad())
        metrics.reset()
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            # the metrics live on the CPU
            metrics.cpu().update(logits.cpu().sigmoid(), targets.cpu().long())
        computed = metrics.compute()
    return {name: computed[name].item() for name in computed}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if not ax:
        figure, ax = plt.subplots()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    (line,) = ax.plot(epochs, history["train_loss"], color="navy")
    line.set_label("pérdida de entrenamiento")
    (line,) = ax.plot(epochs, history["val_loss"], color="darkorange")
    line.set_label("pérdida de validación")
    best = epochs[np.argsort(history["val_loss"], kind="stable")[0]]
    ax.axvspan(best - 0.1, best + 0.1, color="gray", alpha=0.4)
    ax.xaxis.set_label_text("epoch")
    ax.yaxis.set_label_text("pérdida")
    ax.legend(loc="upper right")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    answers = ("good fit", "overfitting", "underfitting", "underfitting")
    high_bias = min(history["train_loss"]) > target_loss
    high_variance = history["val_loss"][-1] > gap + min(history["val_loss"])
    return answers[2 * high_bias + high_variance]


class Table(Dataset):
    """Rows of X and y, standardised on the fly."""

    def __init__(self, X, y, scaler):
        self.X, self.y, self.scaler = X, y, scaler

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        row = self.scaler.transform(self.X[i : i + 1])[0]
        return torch.tensor(row, dtype=torch.float32), torch.tensor([float(self.y[i])])

    def in_memory(self):
        return [self[i] for i in range(len(self))]


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    X_train, X_held, y_train, y_held = train_test_split(X, y, train_size=0.6, random_state=seed, stratify=y)
    X_val, X_test, y_val, y_test = train_test_split(X_held, y_held, train_size=0.5, random_state=seed, stratify=y_held)
    scaler = StandardScaler().fit(X_train)
    train, val, test = (
        Table(a, b, scaler).in_memory() for a, b in ((X_train, y_train), (X_val, y_val), (X_test, y_test))
    )
    torch.manual_seed(seed)
    loaders = {
        "train": DataLoader(train, batch_size=32, shuffle=True),
        "val": DataLoader(val, batch_size=128),
        "test": DataLoader(test, batch_size=128),
    }
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.Tanh(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = {"train_loss": [], "val_loss": []}

    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.pt"
        least, best_epoch = None, None
        for epoch in range(1, max_epochs + 1):
            for name in ("train", "val"):
                learning = name == "train"
                total = torch.tensor(0.0, dtype=torch.float64)
                with mode(model, learning), torch.set_grad_enabled(learning):
                    for inputs, targets in loaders[name]:
                        loss = criterion(model(inputs.to(device)), targets.to(device))
                        if learning:
                            optimizer.zero_grad()
                            loss.backward()
                            optimizer.step()
                        total += loss.item() * len(inputs)
                history[f"{name}_loss"].append((total / len(loaders[name].dataset)).item())
            value = history["val_loss"][-1]
            if least is None or value < least:
                least, best_epoch = value, epoch
                torch.save(model.state_dict(), best)
            if epoch - best_epoch >= patience:
                break
        model.load_state_dict(torch.load(best, map_location=device, weights_only=True))

    model.eval()
    measured = track_metrics(
        model, loaders["test"], MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}), device
    )
    return {"history": history, "best_epoch": best_epoch, **measured, "model": model}
