# exercise: make_loaders
# mistake: the training indices are shuffled once when the loader is made and then read in that same order in every epoch.
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no queda nada para entrenar")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train, val, test = [], [], []
    for g in grupos:
        g = rng.permutation(g)
        nv = int(round(val_fraction * len(g)))
        nt = int(round(test_fraction * len(g)))
        val.append(g[:nv])
        test.append(g[nv:nv + nt])
        train.append(g[nv + nt:])
    train, val, test = (rng.permutation(np.concatenate(p)) for p in (train, val, test))
    if len(train) == 0:
        raise ValueError("no queda nada para entrenar")
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    desv[np.ptp(X_train, axis=0) == 0] = 1.0     # columnas constantes: solo se centran
    return tuple(((np.asarray(A) - media) / desv).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    shuffled = np.random.RandomState(seed).permutation(n_samples)
    folds = []
    for i in range(k):
        val = shuffled[i::k]
        train = np.setdiff1d(shuffled, val)
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).view(-1, 1)
    # barajar entrenamiento (con la semilla, para que sea reproducible)
    train = np.random.default_rng(seed).permutation(np.asarray(train))
    val = np.asarray(val)

    def cargador(indices):
        indices = torch.as_tensor(indices, dtype=torch.long)
        return DataLoader(TensorDataset(X[indices], y[indices]), batch_size=batch_size)

    return cargador(train), cargador(val)


@contextmanager
def evaluating(model):
    mode = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(mode)


def evaluate(model, loader, criterion, device):
    with evaluating(model):
        losses = [
            (criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader
        ]
    return sum(l * n for l, n in losses) / sum(n for _, n in losses)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for epoch in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * inputs.size(0)
            n += inputs.size(0)
        train_loss.append(suma / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    X, y = np.asarray(X), np.asarray(y)
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        datos = np.concatenate([np.asarray(X_train), np.asarray(X_val)])
        etiquetas = np.concatenate([y[train], y[val]])
        n = len(X_train)
        train_loader, val_loader = make_loaders(
            datos, etiquetas, np.arange(n), np.arange(n, len(datos)), batch_size=batch_size, seed=seed
        )
        model = make_model()
        optimizer = make_optimizer(model)
        h = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=cpu
        )
        resultados.append(h["val_loss"][-1])
    return resultados
