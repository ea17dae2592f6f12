# exercise: evaluate
from copy import deepcopy
from typing import Any, Callable, Dict, List, Tuple

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int,
                    stratify: bool = True) -> Tuple[List[int], List[int], List[int]]:
    if val_fraction + test_fraction >= 1:
        raise ValueError(f"{val_fraction=} + {test_fraction=} leave nothing to train on")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))
    if stratify:
        # stable sort of the shuffled samples by class, then one block per class
        order = order[np.argsort(y[order], kind="stable")]
        _, counts = np.unique(y, return_counts=True)
        blocks = np.split(order, np.cumsum(counts)[:-1])
    else:
        blocks = [order]
    train: List[int] = []
    val: List[int] = []
    test: List[int] = []
    for block in blocks:
        block = list(block)
        for _ in range(round(len(block) * val_fraction) if val_fraction else 0):
            val.append(int(block.pop()))
        m = len(block) + 0
        for _ in range(min(m, round((m / (1 - val_fraction)) * test_fraction))):
            test.append(int(block.pop()))
        train.extend(int(i) for i in block)
    if not train:
        raise ValueError("no training samples")
    return train, val, test


def standardize(X_train: np.ndarray, *others: np.ndarray) -> Tuple[np.ndarray, ...]:
    mean = np.average(X_train, axis=0)
    std = np.var(X_train, axis=0) ** 0.5
    std[np.isclose(std, 0.0, atol=1e-10)] = 1.0

    def apply(a: np.ndarray) -> np.ndarray:
        return np.subtract(a, mean).__truediv__(std).astype(np.float32)

    return tuple([apply(X_train)] + [apply(o) for o in others])


def kfold_indices(n_samples: int, k: int, *, seed: int) -> List[Tuple[np.ndarray, np.ndarray]]:
    if k > n_samples or k <= 1:
        raise ValueError
    pieces = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    out = []
    for _ in range(k):
        val = pieces.pop(0)
        out.append((np.concatenate(pieces), val))
        pieces.append(val)
    return out


class ArrayDataset(Dataset):
    def __init__(self, X: Any, y: Any, indices: Any) -> None:
        self.X, self.y, self.indices = X, y, [int(i) for i in indices]

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, item: int):
        i = self.indices[item]
        return self.X[i], self.y[i]


def collate(rows: list) -> Tuple[torch.Tensor, torch.Tensor]:
    xs, ys = zip(*rows)
    return torch.tensor(np.stack(xs), dtype=torch.float32), torch.tensor(np.array(ys), dtype=torch.float32).view(-1, 1)


def make_loaders(X, y, train, val, *, batch_size: int, seed: int) -> Tuple[DataLoader, DataLoader]:
    g = torch.Generator()
    g.manual_seed(seed)
    common: Dict[str, Any] = dict(batch_size=batch_size, collate_fn=collate)
    return (DataLoader(ArrayDataset(X, y, train), shuffle=True, generator=g, **common),
            DataLoader(ArrayDataset(X, y, val), **common))


def evaluate(model: nn.Module, loader: DataLoader, criterion: Callable, device: torch.device) -> float:
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    mode = model.training
    model.eval()
    per_batch: List[float] = []
    sizes: List[int] = []
    with torch.no_grad():
        for inputs, targets in loader:
            outputs = functional_call(model, state, (inputs.to(device),))
            per_batch.append(criterion(outputs, targets.to(device)).item())
            sizes.append(len(inputs))
    model.train(mode)
    return float(np.mean(per_batch))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs: int, device) -> Dict[str, List[float]]:
    history: Dict[str, List[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        per_batch, sizes = [], []
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            params = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
            loss = criterion(model(inputs), targets)
            for p, grad in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
                p.grad = grad
            optimizer.step()
            per_batch.append(loss.item())
            sizes.append(len(inputs))
        history["train_loss"].append(float(np.dot(per_batch, sizes) / np.sum(sizes)))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k: int, epochs: int, batch_size: int, criterion, seed: int) -> List[float]:
    base = make_model()
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model = deepcopy(base)  # every fold starts from the same fresh weights
        optimizer = make_optimizer(model)
        _, scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs,
                                     device=torch.device("cpu"))
        results.append(history["val_loss"][-1])
    return results
