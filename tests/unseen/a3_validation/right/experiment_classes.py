# Unusual: everything is done by small frozen dataclasses (Scaler, Fold, Phase) that the required functions merely call.
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, TensorDataset


@dataclass(frozen=True)
class Scaler:
    data: np.ndarray

    @cached_property
    def mean(self):
        return np.where(np.ptp(self.data, axis=0) == 0, self.data[0], np.average(self.data, axis=0))

    @cached_property
    def deviation(self):
        constant = self.data.max(axis=0) == self.data.min(axis=0)
        return np.where(constant, 1.0, np.std(self.data, axis=0, mean=self.mean[None]))

    def __matmul__(self, other):
        return torch.from_numpy((np.asarray(other, dtype=np.float64) - self.mean) / self.deviation).to(torch.float32)


def standardize(X_train, *others):
    scaler = Scaler(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler @ array for array in (X_train,) + others)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y) if stratify else np.zeros(len(y))
    mask = np.full(len(y), "train", dtype="<U5")
    stream = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])
    for value in sorted(set(y.tolist())):
        members = stream.permutation(np.argwhere(y == value).ravel())
        cut = np.rint(np.cumsum([0, val_fraction, test_fraction]) * len(members)).astype(int)
        mask[members[cut[0] : cut[1]]] = "val"
        mask[members[cut[1] : cut[2]]] = "test"
    order = stream.permutation(len(y))
    train, val, test = (torch.from_numpy(order[mask[order] == name]) for name in ("train", "val", "test"))
    if not len(train):
        raise ValueError("empty training part")
    return train, val, test


@dataclass(frozen=True)
class Fold:
    train: list
    val: list

    def __iter__(self):
        return iter((self.train, self.val))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("bad k")
    rows = np.random.default_rng(seed).permutation(n_samples).tolist()
    folds = [Fold([r for j, r in enumerate(rows) if j * k // n_samples != i], [r for j, r in enumerate(rows) if j * k // n_samples == i]) for i in range(k)]
    return [tuple(fold) for fold in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(indices):
        indices = torch.as_tensor([int(i) for i in indices], dtype=torch.int64)
        columns = torch.as_tensor(np.column_stack([np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)]))
        rows = columns.index_select(0, indices).float()
        inputs, targets = rows.tensor_split([rows.shape[1] - 1], dim=1)
        middle = len(indices) // 2  # two halves, joined again
        return ConcatDataset([TensorDataset(inputs[:middle], targets[:middle]), TensorDataset(inputs[middle:], targets[middle:])])

    own = torch.Generator()
    own.manual_seed(seed)
    return (
        DataLoader(dataset=dataset(train), batch_size=batch_size, shuffle=True, generator=own),
        DataLoader(dataset=dataset(val), batch_size=batch_size, shuffle=False),
    )


@dataclass
class Phase:
    model: nn.Module
    loader: DataLoader
    criterion: object
    device: torch.device
    optimizer: torch.optim.Optimizer | None = None

    @property
    def learning(self):
        return self.optimizer is not None

    def __iter__(self):
        for inputs, targets in self.loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            with torch.set_grad_enabled(self.learning):
                loss = self.criterion(self.model(inputs), targets)
            if self.learning:
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            yield loss.item(), inputs.shape[0]

    def __float__(self):
        mode = self.model.training
        self.model.train(self.learning)
        table = np.array(list(self))
        self.model.train(mode)
        return float((table[:, 0] * table[:, 1]).sum() / table[:, 1].sum())


def evaluate(model, loader, criterion, device):
    return float(Phase(model, loader, criterion, device))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    phases = {
        "train_loss": Phase(model, train_loader, criterion, device, optimizer),
        "val_loss": Phase(model, val_loader, criterion, device),
    }
    history = {name: [] for name in phases}
    for _ in range(epochs):
        for name, phase in phases.items():
            history[name].append(float(phase))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for fold in map(Fold, *zip(*kfold_indices(len(X), k, seed=seed))):
        scaled = standardize(X[fold.train], X)[1].numpy()
        model = make_model()
        optimizer = make_optimizer(model)
        train_loader, val_loader = make_loaders(scaled, y, *fold, batch_size=batch_size, seed=seed)
        losses.append(
            train_and_validate(
                model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
            )["val_loss"][-1]
        )
    return losses
