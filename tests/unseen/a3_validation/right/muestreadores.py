from collections import defaultdict

import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    suma = val_fraction + test_fraction
    if suma >= 1:
        raise ValueError("las fracciones suman 1 o más")
    rng = np.random.default_rng(seed)
    por_clase = defaultdict(list)
    for i in rng.permutation(len(y)).tolist():
        por_clase[y[i].item() if stratify else 0].append(i)

    partes = {"train": [], "val": [], "test": []}
    for miembros in por_clase.values():
        n = len(miembros)
        corte_test = round(n * test_fraction)
        corte_val = max(corte_test, round(n * suma))
        partes["test"] += miembros[:corte_test]
        partes["val"] += miembros[corte_test:corte_val]
        partes["train"] += miembros[corte_val:]
    if not partes["train"]:
        raise ValueError("train quedó sin muestras")
    for lista in partes.values():
        rng.shuffle(lista)
    return partes["train"], partes["val"], partes["test"]


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = np.mean(X_train, axis=0)
    varianza = np.var(X_train, axis=0)
    rango = X_train.max(axis=0) - X_train.min(axis=0)
    factor = np.ones_like(varianza)
    np.divide(1.0, np.sqrt(varianza), out=factor, where=rango > 0)
    return tuple(
        np.multiply(np.asarray(A, dtype=np.float64) - media, factor).astype(np.float32)
        for A in [X_train, *others]
    )


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError("k fuera de rango")
    folds = [[] for _ in range(k)]
    for posicion, indice in enumerate(np.random.default_rng(seed).permutation(n_samples)):
        folds[posicion % k].append(int(indice))  # como repartir cartas
    pares = []
    for i, val in enumerate(folds):
        train = [indice for j, fold in enumerate(folds) if j != i for indice in fold]
        pares.append((train, val))
    return pares


class Barajador(Sampler):
    """Una permutación nueva por epoch, sacada de su propio generador."""

    def __init__(self, n, seed):
        self.n = n
        self.rng = np.random.default_rng(seed)

    def __iter__(self):
        return iter(self.rng.permutation(self.n).tolist())

    def __len__(self):
        return self.n


def make_loaders(X, y, train, val, *, batch_size, seed):
    conjuntos = []
    for indices in (train, val):
        indices = np.asarray(indices, dtype=np.int64)
        entradas = torch.tensor(X[indices], dtype=torch.float32)
        objetivos = torch.tensor(y[indices], dtype=torch.float32).unsqueeze(1)
        conjuntos.append(TensorDataset(entradas, objetivos))
    de_train, de_val = conjuntos
    return (
        DataLoader(de_train, batch_size=batch_size, sampler=Barajador(len(de_train), seed)),
        DataLoader(de_val, batch_size=batch_size),
    )


def _losses(model, loader, criterion, device):
    """Entrega (loss del batch, tamaño del batch)."""
    for x, y in loader:
        yield criterion(model(x.to(device)), y.to(device)), len(y)


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for loss, cuantos in _losses(model, loader, criterion, device):
            suma += loss.item() * cuantos
            n += cuantos
    model.train(modo)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [0.0] * epochs, [0.0] * epochs
    for e in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for loss, cuantos in _losses(model, train_loader, criterion, device):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            suma += loss.item() * cuantos
            n += cuantos
        train_loss[e] = suma / n
        val_loss[e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def un_fold(train, val):
        X_fold = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curvas = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        *_, ultimo = curvas["val_loss"]
        return ultimo

    return [un_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
