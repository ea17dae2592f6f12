# exercise: kfold_indices
# mistake: np.delete removes the positions given by val from the shuffled array, not those values, so validation samples stay in train
# Tarea 3: validación
import numpy as np
from torch import nn
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no queda nada para entrenar")
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    if stratify:
        grupos = [np.flatnonzero(y == clase) for clase in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train, val, test = [], [], []
    for grupo in grupos:
        grupo = rng.permutation(grupo)
        n_val = int(round(val_fraction * len(grupo)))
        n_test = int(round(test_fraction * len(grupo)))
        val.extend(grupo[:n_val])
        test.extend(grupo[n_val:n_val + n_test])
        train.extend(grupo[n_val + n_test:])
    if len(train) == 0:
        raise ValueError("no queda nada para entrenar")
    train = rng.permutation(np.array(train, dtype=int))
    val = rng.permutation(np.array(val, dtype=int))
    test = rng.permutation(np.array(test, dtype=int))
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    desv = np.where(constante, 1.0, desv)
    salida = []
    for A in (X_train,) + others:
        salida.append(((np.asarray(A, dtype=np.float64) - media) / desv).astype(np.float32))
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k no sirve")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    folds = []
    for val in np.array_split(indices, k):
        train = np.delete(indices, val)   # saco los de validación
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    train = np.asarray(train, dtype=int)
    val = np.asarray(val, dtype=int)
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            suma += loss.item() * len(inputs)
            n += len(inputs)
    model.train(modo)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
            n += len(inputs)
        historia["train_loss"].append(suma / n)
        historia["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        resultados.append(historia["val_loss"][-1])
    return resultados
