from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

CPU = torch.device("cpu")


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
):
    if (reservado := val_fraction + test_fraction) >= 1:
        raise ValueError(f"val y test se llevan {reservado:.0%} de las muestras")
    rng = np.random.default_rng([seed, 579])
    match stratify:
        case True:
            _, grupo = np.unique(y, return_inverse=True)
        case _:
            grupo = np.zeros(len(y), dtype=np.int64)
    orden = rng.permutation(len(y))
    destino = np.empty(len(y), dtype="U5")
    for g in range(grupo.max() + 1):
        de_g = orden[grupo[orden] == g]
        n_val, n_test = (round(f * len(de_g)) for f in (val_fraction, test_fraction))
        destino[de_g] = ["val"] * n_val + ["test"] * n_test + ["train"] * (len(de_g) - n_val - n_test)
    partes = tuple(orden[destino[orden] == nombre] for nombre in ("train", "val", "test"))
    if not partes[0].size:
        raise ValueError("no queda ninguna muestra en train")
    return partes


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    ref = np.asarray(X_train, dtype=np.float64)
    mu, sigma = ref.mean(axis=0), ref.std(axis=0)
    fija = np.array([len(set(columna)) == 1 for columna in ref.T.tolist()], dtype=bool)
    sigma[fija] = 1.0
    return tuple(((np.asarray(A, dtype=np.float64) - mu) / sigma).astype(np.float32) for A in (ref, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} no está entre 2 y {n_samples}")
    q, r = divmod(n_samples, k)
    orden = np.random.default_rng([seed, 3]).permutation(n_samples)
    cortes = [0, *accumulate(q + (i < r) for i in range(k))]
    return [
        (np.r_[orden[:a], orden[b:]], orden[a:b]) for a, b in zip(cortes, cortes[1:])
    ]


def make_loaders(X, y, train, val, *, batch_size: int, seed: int) -> tuple[DataLoader, DataLoader]:
    def tensores(indices) -> tuple[Tensor, Tensor]:
        filas = np.fromiter((int(i) for i in indices), dtype=np.int64)
        x = torch.tensor(np.asarray(X)[filas], dtype=torch.float32)
        t = torch.tensor(np.asarray(y)[filas], dtype=torch.float32)
        return x, t.view(len(filas), 1)

    return (
        DataLoader(
            TensorDataset(*tensores(train)),
            batch_size=batch_size,
            shuffle=True,
            generator=torch.Generator().manual_seed(seed),
        ),
        DataLoader(TensorDataset(*tensores(val)), batch_size=batch_size, shuffle=False),
    )


@dataclass
class Curvas:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)


def _recorrer(model: nn.Module, loader: DataLoader, criterion, device, optimizer=None) -> float:
    """Con optimizer entrena; sin optimizer solo mira."""
    entrenando = optimizer is not None
    model.train(entrenando)
    total = n = 0
    with torch.set_grad_enabled(entrenando):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if entrenando:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.shape[0]
            n += x.shape[0]
    return total / n


def evaluate(model: nn.Module, loader: DataLoader, criterion, device: torch.device) -> float:
    llegada = model.training
    try:
        return _recorrer(model, loader, criterion, device)
    finally:
        model.train(llegada)


def train_and_validate(
    model, train_loader, val_loader, criterion, optimizer, *, epochs: int, device: torch.device
) -> dict[str, list[float]]:
    curvas = Curvas()
    for _ in range(epochs):
        curvas.train_loss.append(_recorrer(model, train_loader, criterion, device, optimizer))
        curvas.val_loss.append(_recorrer(model, val_loader, criterion, device))
    return vars(curvas)


def cross_validate(
    make_model, make_optimizer, X, y, *, k: int, epochs: int, batch_size: int, criterion, seed: int
) -> list[float]:
    ultimos: list[float] = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        (_, X_fold) = standardize(X[train], X)
        loaders = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        optimizer = make_optimizer(model := make_model())
        curvas = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=CPU)
        ultimos.append(curvas["val_loss"][-1])
    return ultimos
