"""The best weights live in a temporary file; splits, scaling and batches come from torch alone."""
import functools
import os
import tempfile
import warnings
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score

warnings.filterwarnings("ignore", category=FutureWarning)


class Part(NamedTuple):
    X: Tensor
    y: Tensor


class StopTraining(Exception):
    """Patience ran out."""


def frozen(fn):
    @functools.wraps(fn)
    def inner(model, *args, **kwargs):
        mode = model.training
        previous = torch.is_grad_enabled()
        model.train(False)
        torch.set_grad_enabled(False)
        try:
            return fn(model, *args, **kwargs)
        finally:
            torch.set_grad_enabled(previous)
            model.train(mode)

    return inner


@frozen
def track_metrics(model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device):
    metrics.reset()
    for inputs, targets in loader:
        probabilities = torch.special.expit(model(inputs.to(device)))
        # the metrics stay where they are; the data goes to them
        home = next(iter(metrics.values())).device
        metrics.update(probabilities.to(home), targets.to(home, torch.int64))
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    axes = plt.subplots()[1] if ax is None else ax
    epochs = torch.arange(1, len(history["val_loss"]) + 1)
    best = epochs[torch.tensor(history["val_loss"], dtype=torch.float64).argmin()].item()
    top = max(max(history["train_loss"]), max(history["val_loss"]))
    train_line, = axes.plot(epochs.numpy(), history["train_loss"], lw=2)
    val_line, = axes.plot(epochs.numpy(), history["val_loss"], lw=2, ls="--")
    mark = axes.vlines(best, 0, top, colors="green", linestyles="dotted")
    axes.set_xlabel("Epochs")
    axes.set_ylabel("Binary cross entropy")
    axes.legend(handles=[train_line, val_line, mark], labels=["training", "validation", f"best ({best})"])
    return axes


def diagnose(history, *, target_loss, gap):
    rules = {
        "underfitting": lambda: all(loss > target_loss for loss in history["train_loss"]),
        "overfitting": lambda: any(history["val_loss"][-1] - loss > gap for loss in history["val_loss"]),
        "good fit": lambda: True,
    }
    return next(name for name, holds in rules.items() if holds())


def stratified_parts(y: Tensor, generator: torch.Generator) -> list[Tensor]:
    """60 / 20 / 20 of every class."""
    parts: list[list[Tensor]] = [[], [], []]
    for label in (0, 1):
        members = (y == label).nonzero(as_tuple=True)[0]
        members = members[torch.randperm(len(members), generator=generator)]
        a, b = round(0.6 * len(members)), round(0.8 * len(members))
        for part, piece in zip(parts, members.tensor_split([a, b])):
            part.append(piece)
    return [torch.cat(part) for part in parts]


def network(n: int, seed: int) -> nn.Module:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(n, 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = torch.Generator().manual_seed(seed)
    features = torch.as_tensor(X, dtype=torch.float64)
    labels = torch.as_tensor(y).long()
    train_idx, val_idx, test_idx = stratified_parts(labels, generator)
    mean = features[train_idx].mean(0)
    std = features[train_idx].std(0, correction=0)
    scaled = ((features - mean) / torch.where(std > 1e-9, std, torch.ones_like(std))).float()
    train, val, test = (Part(scaled[i], labels[i].float().unsqueeze(1)) for i in (train_idx, val_idx, test_idx))
    train_loader = DataLoader(TensorDataset(*train), batch_size=32, shuffle=True, generator=generator)
    val_loader = DataLoader(TensorDataset(*val), batch_size=32)

    model = network(scaled.shape[1], seed).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.functional.binary_cross_entropy_with_logits

    @frozen
    def validation_loss(model: nn.Module) -> float:
        total = sum(criterion(model(x.to(device)), t.to(device), reduction="sum") for x, t in val_loader)
        return total.item() / len(val.y)

    def training_loss() -> float:
        model.train()
        losses, sizes = [], []
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(x))
        return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)

    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    best_epoch = 0
    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.pt"
        try:
            for epoch in range(1, max_epochs + 1):
                history["train_loss"].append(training_loss())
                history["val_loss"].append(validation_loss(model))
                if best_epoch == 0 or history["val_loss"][-1] < history["val_loss"][best_epoch - 1]:
                    torch.save(model.state_dict(), best.with_suffix(".tmp"))
                    os.replace(best.with_suffix(".tmp"), best)
                    best_epoch = epoch
                if epoch - best_epoch == patience:
                    raise StopTraining
        except StopTraining:
            pass
        model.load_state_dict(torch.load(best, map_location=device, weights_only=True))

    @frozen
    def probabilities(model: nn.Module) -> Tensor:
        return model(test.X.to(device)).sigmoid().cpu()

    p = probabilities(model)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": binary_accuracy(p, test.y.int()).item(),
        "test_f1": binary_f1_score(p, test.y.int()).item(),
        "model": model,
    }
