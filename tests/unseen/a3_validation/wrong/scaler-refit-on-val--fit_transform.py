# exercise: standardize
# mistake: fit_transform is called for every array, so each of the others is scaled by its own mean and deviation instead of those of X_train.
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.preprocessing import StandardScaler


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
    """Escala todos los arreglos con el mismo StandardScaler."""
    scaler = StandardScaler()
    salida = []
    for X in (X_train, *others):
        X = np.asarray(X, dtype=np.float64)
        salida.append(scaler.fit_transform(X).astype(np.float32))
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(orden, k)
    return [(np.concatenate(partes[:i] + partes[i + 1:]), partes[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size)
    return train_loader, val_loader


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
