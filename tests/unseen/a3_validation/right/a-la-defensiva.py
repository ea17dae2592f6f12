import math

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, RandomSampler, SequentialSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    for fraccion in (val_fraction, test_fraction):
        if not 0 <= fraccion < 1:
            raise ValueError("las fracciones van de 0 a 1")
    if val_fraction + test_fraction >= 1 or math.isclose(val_fraction + test_fraction, 1):
        raise ValueError("no queda train")
    y = np.asarray(y)
    assert y.ndim == 1
    n = len(y)
    rng = np.random.default_rng(seed)
    parte = np.zeros(n, dtype=np.int64)  # 0 train, 1 val, 2 test
    claves = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(n, dtype=np.int64)
    for c in range(claves.max() + 1):
        miembros = np.flatnonzero(claves == c)
        rng.shuffle(miembros)
        n_val = int(np.floor(val_fraction * len(miembros) + 0.5))
        n_test = int(np.floor(test_fraction * len(miembros) + 0.5))
        if n_val + n_test > len(miembros):
            n_test = len(miembros) - n_val
        parte[miembros[:n_val]] = 1
        parte[miembros[n_val : n_val + n_test]] = 2
    orden = rng.permutation(n)
    train, val, test = (orden[parte[orden] == p] for p in range(3))
    if len(train) == 0:
        raise ValueError("no queda train")
    assert len(train) + len(val) + len(test) == n
    return train, val, test


def standardize(X_train, *others):
    X_train = np.array(X_train, dtype=np.float64, copy=True)
    assert X_train.ndim == 2 and len(X_train) > 0
    media = X_train.mean(axis=0)
    desviacion = np.sqrt(((X_train - media) ** 2).mean(axis=0))
    for j in range(X_train.shape[1]):
        if np.all(X_train[:, j] == X_train[0, j]):
            media[j] = X_train[0, j]
            desviacion[j] = 1.0
    salida = []
    for otro in (X_train,) + others:
        otro = np.array(otro, dtype=np.float64, copy=True)
        otro -= media
        otro /= desviacion
        salida.append(otro.astype(np.float32))
    assert not np.isnan(salida[0]).any()
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError(f"k={k}: se necesitan al menos dos folds")
    if k > n_samples:
        raise ValueError(f"k={k} es mayor que n_samples={n_samples}")
    rng = np.random.default_rng(seed)
    barajados = rng.permutation(n_samples)
    folds = []
    for i in range(k):
        en_val = np.zeros(n_samples, dtype=bool)
        en_val[barajados[i::k]] = True
        folds.append((np.flatnonzero(~en_val), np.flatnonzero(en_val)))
    vistos = np.concatenate([val for _, val in folds])
    assert len(np.unique(vistos)) == n_samples
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = np.asarray(X, dtype=np.float32)
    y = np.asarray(y, dtype=np.float32)
    assert X.ndim == 2 and y.ndim == 1 and len(X) == len(y)
    partes = []
    for indices in (train, val):
        indices = np.asarray(indices, dtype=np.int64)
        partes.append(
            TensorDataset(torch.from_numpy(X[indices]), torch.from_numpy(y[indices]).unsqueeze(-1))
        )
    generador = torch.Generator()
    generador.manual_seed(seed)
    muestreador = RandomSampler(partes[0], generator=generador)
    train_loader = DataLoader(partes[0], batch_size=batch_size, sampler=muestreador)
    val_loader = DataLoader(partes[1], batch_size=batch_size, sampler=SequentialSampler(partes[1]))
    return train_loader, val_loader


def evaluate(model: nn.Module, loader, criterion, device) -> float:
    modo = model.training
    con_grad = torch.is_grad_enabled()
    total, n = 0.0, 0
    try:
        model.eval()
        torch.set_grad_enabled(False)
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.shape[0]
            n += inputs.shape[0]
    finally:
        torch.set_grad_enabled(con_grad)
        model.train(modo)
    assert n == len(loader.dataset)
    return total / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            assert model.training
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
        historia["train_loss"].append(total / n)
        historia["val_loss"].append(evaluate(model, val_loader, criterion, device))
    assert len(historia["train_loss"]) == len(historia["val_loss"]) == epochs
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = np.asarray(X)
    y = np.asarray(y)
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        assert not set(map(int, train)) & set(map(int, val))
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        resultados.append(float(historia["val_loss"][-1]))
    assert len(resultados) == k
    return resultados
