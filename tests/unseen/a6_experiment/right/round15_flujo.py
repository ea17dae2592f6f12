# style: functional stream: training is an infinite generator of epochs over a parameter dictionary, functional_call, torch.func.grad_and_value
# option: no optimizer object and no torch randomness (numpy Generator); momentum by hand; the mark is a thin axvspan; one forward pass on test
import dataclasses
import functools
import itertools

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from torch import nn
from torch.func import functional_call
from torchmetrics.classification import BinaryConfusionMatrix


def _probabilities(model, loader, device):
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for inputs, targets in loader:
        with torch.no_grad():
            yield functional_call(model, state, inputs.to(device)).sigmoid(), targets.to(device)


def track_metrics(model, loader, metrics, device):
    was = model.training
    metrics = metrics.to(device)
    metrics.reset()
    try:
        for probabilities, targets in _probabilities(model.eval(), loader, device):
            metrics.update(preds=probabilities, target=targets.bool().int())
    finally:
        model.train(was)
    values = metrics.compute()
    return dict(zip(values.keys(), map(float, values.values())))


def plot_validation_curve(history, ax=None):
    ax = plt.subplots(figsize=(6, 4))[1] if ax is None else ax
    n = len(history["val_loss"])
    x = np.linspace(1, n, n)
    ax.add_line(Line2D(x, history["train_loss"], color="C0", label="Entrenamiento"))
    ax.add_line(Line2D(x, history["val_loss"], color="C1", label="Validación"))
    ax.autoscale_view()
    best = 1 + min(range(n), key=history["val_loss"].__getitem__)
    ax.axvspan(best - 0.02, best + 0.02, color="C3", alpha=0.6)
    ax.xaxis.set_label_text("Época")
    ax.yaxis.set_label_text("Pérdida")
    ax.legend(*ax.get_legend_handles_labels())
    return ax


def diagnose(history, *, target_loss, gap):
    lowest = functools.reduce(min, history["train_loss"])
    rise = history["val_loss"][-1] - functools.reduce(min, history["val_loss"])
    return ("good fit", "overfitting", "underfitting", "underfitting")[(rise > gap) + 2 * (lowest > target_loss)]


@dataclasses.dataclass(frozen=True)
class Split:
    train: np.ndarray
    val: np.ndarray
    test: np.ndarray

    @classmethod
    def stratified(cls, y, rng, val=0.2, test=0.2):
        parts = [[], [], []]
        for label in np.unique(y):
            members = rng.permutation(np.flatnonzero(y == label))
            cuts = np.round(np.cumsum([val, test]) * len(members)).astype(int)
            for part, piece in zip(parts, np.split(members, cuts)):
                part.append(piece)
        val_part, test_part, train_part = map(np.concatenate, parts)
        return cls(rng.permutation(train_part), val_part, test_part)


class Net(nn.Module):
    def __init__(self, features, width=32):
        super().__init__()
        self.inner = nn.Linear(features, width)
        self.outer = nn.Linear(width, 1)

    def forward(self, x):
        return self.outer(torch.tanh(self.inner(x)))


def _initial(model, rng, device):
    def draw(name, p):
        fan_in = p.shape[1] if p.ndim == 2 else 1
        scale = fan_in**-0.5 if p.ndim == 2 else 0.0
        return torch.tensor(rng.normal(0.0, 1.0, p.shape) * scale, dtype=torch.float32, device=device)

    return {name: draw(name, p) for name, p in model.named_parameters()}


def _epochs(model, weights, train, val, rng, lr=0.05, momentum=0.9, batch=32):
    """Yields (weights, train_loss, val_loss), one triple per epoch, for ever."""
    criterion = nn.BCEWithLogitsLoss()
    velocity = {name: torch.zeros_like(w) for name, w in weights.items()}

    def loss_of(weights, X, y):
        return criterion(functional_call(model, weights, X), y)

    gradient = torch.func.grad_and_value(loss_of)
    X, y = train
    while True:
        order = torch.from_numpy(rng.permutation(len(X))).to(X.device)
        total = 0.0
        model.train()
        for rows in order.split(batch):
            grads, loss = gradient(weights, X[rows], y[rows])
            velocity = {name: momentum * velocity[name] + grads[name] for name in weights}
            weights = {name: weights[name] - lr * velocity[name] for name in weights}
            total += loss.item() * len(rows)
        model.eval()
        with torch.no_grad():
            val_loss = loss_of(weights, *val).item()
        yield weights, total / len(X), val_loss


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(np.int64)
    split = Split.stratified(y, rng)
    shift, scale = X[split.train].mean(0), X[split.train].std(0)
    scale = np.where(scale > 0, scale, 1.0)

    def tensors(part):
        return (
            torch.tensor((X[part] - shift) / scale, dtype=torch.float32, device=device),
            torch.tensor(y[part], dtype=torch.float32, device=device)[:, None],
        )

    train, val, test = map(tensors, (split.train, split.val, split.test))
    model = Net(X.shape[1]).to(device)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_weights = 0, None
    stream = _epochs(model, _initial(model, rng, device), train, val, rng)
    for epoch, (weights, train_loss, val_loss) in enumerate(itertools.islice(stream, max_epochs), start=1):
        if best_weights is None or val_loss < min(history["val_loss"]):
            best_epoch, best_weights = epoch, weights
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_weights)
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(test[0]))
    table = BinaryConfusionMatrix().to(device)(probabilities, test[1].int())
    (tn, fp), (fn, tp) = table.tolist()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": (tp + tn) / (tp + tn + fp + fn),
        "test_f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0,
        "model": model,
    }
