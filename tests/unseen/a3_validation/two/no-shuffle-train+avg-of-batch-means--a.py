# exercises: make_loaders, evaluate
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Promedio:
    """Promedio ponderado que se actualiza de a poco."""

    suma: float = 0.0
    peso: int = 0

    def agregar(self, valor: float, n: int) -> None:
        self.suma += valor * n
        self.peso += n

    @property
    def valor(self) -> float:
        return self.suma / self.peso


@dataclass
class Trainer:
    model: nn.Module
    criterion: object
    optimizer: torch.optim.Optimizer | None
    device: torch.device
    train_losses: list = field(default_factory=list)
    val_losses: list = field(default_factory=list)

    def _forward(self, inputs, targets):
        inputs, targets = inputs.to(self.device), targets.to(self.device)
        return self.criterion(self.model(inputs), targets)

    def train_epoch(self, loader) -> float:
        self.model.train()
        promedio = Promedio()
        for inputs, targets in loader:
            self.optimizer.zero_grad()
            loss = self._forward(inputs, targets)
            loss.backward()
            self.optimizer.step()
            promedio.agregar(loss.item(), inputs.shape[0])
        return promedio.valor

    @torch.inference_mode()
    def validate(self, loader) -> float:
        antes = self.model.training
        self.model.eval()
        promedio = Promedio()
        for inputs, targets in loader:
            promedio.agregar(self._forward(inputs, targets).item(), 1)
        self.model.train(antes)
        return promedio.valor

    def fit(self, train_loader, val_loader, epochs: int):
        for _ in range(epochs):
            self.train_losses.append(self.train_epoch(train_loader))
            self.val_losses.append(self.validate(val_loader))
        return self


class Particionador:
    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)

    def cortar(self, indices, fv: float, ft: float):
        indices = self.rng.permutation(indices)
        nv = int(np.rint(fv * len(indices)))
        nt = int(np.rint(ft * len(indices)))
        test, val, train = np.split(indices, [nt, nt + nv])
        return train, val, test


def holdout_indices(y, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True):
    p = Particionador(seed)
    grupos = [np.where(y == c)[0] for c in sorted(set(y.tolist()))] if stratify else [np.arange(len(y))]
    partes = [p.cortar(g, val_fraction, test_fraction) for g in grupos]
    train, val, test = [np.concatenate([parte[j] for parte in partes]) for j in range(3)]
    if train.size == 0:
        raise ValueError("las fracciones no dejan nada para train")
    return train, val, test


class Escalador:
    def fit(self, X):
        X = np.asarray(X, dtype=np.float64)
        self.mu = X.mean(0)
        self.sigma = np.sqrt(((X - self.mu) ** 2).mean(0))
        self.sigma[self.sigma < 1e-12] = 1.0
        return self

    def transform(self, X):
        return ((np.asarray(X, dtype=np.float64) - self.mu) / self.sigma).astype(np.float32)


def standardize(X_train, *others):
    esc = Escalador().fit(X_train)
    return tuple(map(esc.transform, (X_train, *others)))


def kfold_indices(n_samples: int, k: int, *, seed: int):
    if k not in range(2, n_samples + 1):
        raise ValueError(k)
    p = Particionador(seed).rng.permutation(n_samples)
    tamanos = [n_samples // k + (1 if i < n_samples % k else 0) for i in range(k)]
    folds, inicio = [], 0
    for t in tamanos:
        val = p[inicio:inicio + t]
        train = np.setdiff1d(np.arange(n_samples), val)
        folds.append((train, val))
        inicio += t
    return folds


def make_loaders(X, y, train, val, *, batch_size: int, seed: int):
    def dataset(idx):
        idx = np.array(list(idx), dtype=np.int64)
        return TensorDataset(
            torch.from_numpy(np.ascontiguousarray(X[idx], dtype=np.float32)),
            torch.from_numpy(y[idx].astype(np.float32).reshape(-1, 1)),
        )

    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=False),
        DataLoader(dataset(val), batch_size=batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device) -> float:
    return Trainer(model, criterion, None, device).validate(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    t = Trainer(model, criterion, optimizer, device).fit(train_loader, val_loader, epochs)
    return {"train_loss": t.train_losses, "val_loss": t.val_losses}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def un_fold(train, val):
        X_todo = np.empty(X.shape, dtype=np.float32)
        X_todo[train], X_todo[val] = standardize(X[train], X[val])
        model = make_model()
        t = Trainer(model, criterion, make_optimizer(model), torch.device("cpu"))
        t.fit(*make_loaders(X_todo, y, train, val, batch_size=batch_size, seed=seed), epochs)
        return t.val_losses[-1]

    return [un_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
