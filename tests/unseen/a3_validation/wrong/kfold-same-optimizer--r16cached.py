# exercise: cross_validate
# mistake: the optimizer is made for the first fold's model and kept for the others, whose new models it does not hold
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    gen = torch.Generator().manual_seed(seed)
    labels = np.asarray(y)
    groups = {}
    for i in torch.randperm(len(labels), generator=gen).tolist():
        groups.setdefault(labels[i].item() if stratify else "all", []).append(i)
    parts = {"train": [], "val": [], "test": []}
    for key in sorted(groups):
        members = groups[key]
        a = round(len(members) * val_fraction)
        b = a + round(len(members) * test_fraction)
        parts["val"] += members[:a]
        parts["test"] += members[a:b]
        parts["train"] += members[b:]
    if not parts["train"] or val_fraction + test_fraction >= 1.0:
        raise ValueError("empty training part")
    return tuple(torch.tensor(p, dtype=torch.long) for p in parts.values())


def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype("float32") for a in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must lie between 2 and {n_samples}, not {k}")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed)).numpy()
    fold_of = np.arange(n_samples) % k
    return [(order[fold_of != fold], order[fold_of == fold]) for fold in range(k)]


def _dataset(X: np.ndarray, y: np.ndarray, indices: Indices) -> TensorDataset:
    rows = np.asarray(indices, dtype=np.int64)
    inputs = torch.as_tensor(np.asarray(X)[rows], dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y)[rows], dtype=torch.float32).unsqueeze(1)
    return TensorDataset(inputs, targets)


def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(_dataset(X, y, train), batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(_dataset(X, y, val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    before = model.training
    model.eval()
    with torch.inference_mode():
        pairs = [(criterion(model(a.to(device)), b.to(device)).item(), len(a)) for a, b in loader]
    model.train(before)
    return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)


def _train_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        seen += inputs.size(0)
    return total / seen


def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


class _Run:
    """Holds what the folds need; builds the expensive objects on first use."""

    def __init__(self, make_model: Callable[[], nn.Module], make_optimizer: Callable[[nn.Module], Optimizer]):
        self.make_model = make_model
        self.make_optimizer = make_optimizer
        self._optimizer: Optimizer | None = None

    def start(self) -> tuple[nn.Module, Optimizer]:
        model = self.make_model()
        if self._optimizer is None:
            self._optimizer = self.make_optimizer(model)
        return model, self._optimizer


def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Criterion,
    seed: int,
) -> list[float]:
    run = _Run(make_model, make_optimizer)
    scores: list[float] = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model, optimizer = run.start()
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        scores.append(history["val_loss"][-1])
    return scores
