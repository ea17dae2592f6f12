"""NumPy para repartir, un Sampler propio para barajar."""
from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, asdict

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

log = logging.getLogger("a3")
Índices = np.ndarray


class SinEntrenamiento(ValueError):
    """Las fracciones se llevan todo."""


def _cortes(n: int, val: float, test: float) -> tuple[int, int]:
    """Posiciones acumuladas: [0, a) es val, [a, b) es test, [b, n) es train."""
    return int(np.floor(n * val + 0.5)), int(np.floor(n * (val + test) + 0.5))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = np.random.default_rng(seed)
    n = np.shape(y)[0]
    grupos = [np.arange(n)]
    if stratify:
        _, inverso = np.unique(y, return_inverse=True)
        grupos = [np.flatnonzero(inverso == c) for c in range(inverso.max() + 1)] if n else []
    if not (val_fraction >= 0 and test_fraction >= 0 and val_fraction + test_fraction < 1 - 1e-12):
        raise SinEntrenamiento(f"val={val_fraction}, test={test_fraction}")
    partes: tuple[list, list, list] = ([], [], [])
    for g in grupos:
        g = rng.permutation(g)
        a, b = _cortes(len(g), val_fraction, test_fraction)
        for parte, trozo in zip(partes, np.split(g, [a, b])):
            parte.append(trozo)
    val, test, train = (rng.permutation(np.concatenate(p)) if p else np.array([], int) for p in partes)
    if train.size == 0:
        raise SinEntrenamiento("no quedó ninguna muestra para train")
    return train, val, test


def standardize(X_train, *others):
    X = np.array(X_train, dtype=np.float64)
    media = X.mean(axis=0)
    desv = np.sqrt(np.mean(np.square(X - media), axis=0))
    desv[np.ptp(X, axis=0) == 0] = 1.0
    return tuple(np.divide(np.subtract(A, media), desv).astype(np.float32) for A in (X, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k debe estar entre 2 y {n_samples}, llegó {k}")
    orden = np.random.default_rng(seed).permutation(n_samples)
    folds = np.array_split(orden, k)
    return [(np.concatenate(folds[:i] + folds[i + 1:]), folds[i]) for i in range(k)]


class Tabla(Dataset):
    def __init__(self, X, y, índices):
        i = np.asarray(índices, dtype=np.int64)
        self.X = np.ascontiguousarray(np.asarray(X)[i], dtype=np.float32)
        self.y = np.ascontiguousarray(np.asarray(y)[i], dtype=np.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i:i + 1]


class PorEpoch(Sampler):
    """Baraja con (seed, epoch): el epoch avanza cada vez que se recorre."""

    def __init__(self, n: int, seed: int):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Iterator[int]:
        rng = np.random.default_rng([abs(self.seed), self.epoch])
        self.epoch += 1
        yield from rng.permutation(self.n).tolist()


def make_loaders(X, y, train, val, *, batch_size, seed):
    a, b = Tabla(X, y, train), Tabla(X, y, val)
    return DataLoader(a, batch_size=batch_size, sampler=PorEpoch(len(a), seed)), DataLoader(b, batch_size=batch_size)


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    try:
        model.train(mode=False)
        pares = [
            (criterion(model(x.to(device)), t.to(device)).double(), x.shape[0]) for x, t in loader
        ]
        pérdidas, tamaños = zip(*pares)
        return float(np.average([p.item() for p in pérdidas], weights=tamaños))
    finally:
        model.train(mode=modo)


@dataclass
class Historia:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)


def _epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    acumulado = np.zeros(2)
    for x, t in loader:
        x, t = x.to(device), t.to(device)
        loss = criterion(model(x), t)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        acumulado += np.array([loss.item(), 1.0]) * len(x)
    return float(acumulado[0] / acumulado[1])


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = Historia()
    for epoch in range(epochs):
        historia.train_loss.append(_epoch(model, train_loader, criterion, optimizer, device))
        historia.val_loss.append(evaluate(model, val_loader, criterion, device))
        log.debug("%d %s", epoch, historia)
    return asdict(historia)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def un_fold(train, val):
        model = make_model()
        optimizer = make_optimizer(model)
        _, todo = standardize(X[train], X)
        train_loader, val_loader = make_loaders(todo, y, train, val, batch_size=batch_size, seed=seed)
        *_, último = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )["val_loss"]
        return último

    return [un_fold(t, v) for t, v in kfold_indices(len(X), k, seed=seed)]
