# exercise: train_and_validate
# mistake: it returns one dictionary per epoch in a list, not one dictionary with two lists
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


def _cut(pool: np.ndarray, val_fraction: float, test_fraction: float) -> tuple[np.ndarray, ...]:
    """Cut a shuffled pool into (train, val, test)."""
    n_val = round(val_fraction * len(pool))
    n_test = min(round(test_fraction * len(pool)), len(pool) - n_val)
    val, test, train = np.split(pool, [n_val, n_val + n_test])
    return train, val, test


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    if val_fraction + test_fraction >= 1:
        raise ValueError("val_fraction and test_fraction leave nothing to train on")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    pools = [order[y[order] == label] for label in np.unique(y)] if stratify else [order]
    cuts = [_cut(pool, val_fraction, test_fraction) for pool in pools]
    train, val, test = (rng.permutation(np.concatenate(part)) for part in zip(*cuts))
    if train.size == 0:
        raise ValueError("no training sample is left")
    return train, val, test


def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype("float32") for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    data = TensorDataset(torch.tensor(X).float(), torch.tensor(y).float().view(-1, 1))
    gen = torch.Generator().manual_seed(seed)
    tr, va = Subset(data, [int(i) for i in train]), Subset(data, [int(i) for i in val])
    return DataLoader(tr, batch_size, shuffle=True, generator=gen), DataLoader(va, batch_size)


@torch.no_grad()
def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    was_training = model.training
    model.eval()
    try:
        total, seen = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.size(0)
            seen += inputs.size(0)
    finally:
        model.train(was_training)
    return total / seen


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    logs = []
    for epoch in range(epochs):
        logs.append({"train_loss": training_epoch(model, train_loader, criterion, optimizer, device)})
        logs[-1]["val_loss"] = evaluate(model, val_loader, criterion, device)
    return logs


def training_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses, weights = [], []
    for batch in loader:
        x, t = (b.to(device) for b in batch)
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        weights.append(len(x))
    return float(np.average(losses, weights=weights))


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
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model = make_model()
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        logs = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        results.append(logs[-1]["val_loss"])
    return results
