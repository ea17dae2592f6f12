# unusual: no sklearn, no DataLoader in run_experiment: hand-made stratified split, standardisation and minibatches in NumPy
import matplotlib
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection


@torch.no_grad()
def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    mode = model.training
    metrics.reset()
    metrics = metrics.to(device)
    for inputs, targets in loader:
        z = model.eval()(inputs.to(device))
        probability = 1.0 / (1.0 + torch.exp(-z.double()))
        metrics.update(probability.float(), targets.to(device).round().long())
    model.train(mode)
    return {key: value.item() for key, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        figure = Figure(figsize=(6, 4))
        FigureCanvasAgg(figure)
        ax = figure.add_subplot(1, 1, 1)
    train, val = np.asarray(history["train_loss"], float), np.asarray(history["val_loss"], float)
    x = np.linspace(1, len(val), len(val))
    ax.add_line(Line2D(x, train, color="tab:blue", label="train loss"))
    ax.add_line(Line2D(x, val, color="tab:orange", label="val loss"))
    best = x[np.flatnonzero(val == val.min())[0]]
    ax.add_line(Line2D([best, best], [min(train.min(), val.min()), max(train.max(), val.max())], ls=":", color="0.4"))
    ax.autoscale_view()
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss")
    ax.legend(loc="best")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    if not np.any(np.asarray(history["train_loss"]) <= target_loss):
        return "underfitting"
    val = np.asarray(history["val_loss"])
    return "overfitting" if np.ptp([val.min(), val[-1]]) > gap else "good fit"


def stratified_parts(y, fractions, rng):
    """Index arrays, one per fraction; the last takes the rest of each class."""
    parts = [[] for _ in fractions]
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        cuts = np.round(np.cumsum(fractions[:-1]) * len(members)).astype(int)
        for part, piece in zip(parts, np.split(members, cuts)):
            part.append(piece)
    return [rng.permutation(np.concatenate(part)) for part in parts]


class Classifier(nn.Module):
    def __init__(self, features, rng):
        super().__init__()
        widths = [features, 24, 24, 1]
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for a, b in zip(widths, widths[1:]):
            self.weights.append(torch.tensor(rng.normal(0, np.sqrt(2 / a), (a, b)), dtype=torch.float32))
            self.biases.append(torch.zeros(b))

    def forward(self, x):
        for w, b in zip(self.weights[:-1], self.biases[:-1]):
            x = torch.relu(x @ w + b)
        return x @ self.weights[-1] + self.biases[-1]


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    train, val, test = stratified_parts(y, [0.6, 0.2, 0.2], rng)
    mean, std = X[train].mean(axis=0), X[train].std(axis=0)
    Z = (X - mean) / np.where(std > 0, std, 1.0)

    def tensors(rows):
        return (
            torch.tensor(Z[rows], dtype=torch.float32, device=device),
            torch.tensor(y[rows][:, np.newaxis], dtype=torch.float32, device=device),
        )

    model = Classifier(X.shape[1], rng).to(device)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=3e-3)
    criterion = nn.functional.binary_cross_entropy_with_logits
    val_inputs, val_targets = tensors(val)
    history = {"train_loss": [], "val_loss": []}
    kept = [p.detach().clone() for p in model.parameters()]
    best_epoch = 0

    while len(history["val_loss"]) < max_epochs and len(history["val_loss"]) - best_epoch < patience:
        model.train()
        losses, sizes = [], []
        for rows in np.array_split(rng.permutation(train), max(1, len(train) // 24)):
            inputs, targets = tensors(rows)
            loss = criterion(model(inputs), targets)
            for p in model.parameters():
                p.grad = None
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(rows))
        model.eval()
        with torch.no_grad():
            value = criterion(model(val_inputs), val_targets).item()
        history["train_loss"].append(float(np.average(losses, weights=sizes)))
        history["val_loss"].append(value)
        if best_epoch == 0 or value < history["val_loss"][best_epoch - 1]:
            best_epoch = len(history["val_loss"])
            kept = [p.detach().clone() for p in model.parameters()]

    with torch.no_grad():
        for p, k in zip(model.parameters(), kept):
            p.copy_(k)
        inputs, targets = tensors(test)
        said = model.eval()(inputs) >= 0
    true = targets == 1
    hits = (said & true).sum().item()
    size = said.sum().item() + true.sum().item()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": (said == true).float().mean().item(),
        "test_f1": 2 * hits / size if size else 0.0,
        "model": model,
    }
