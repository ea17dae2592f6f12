# exercise: kfold_indices
# mistake: cuts blocks of ceil(n/k) samples, so the last fold may be much smaller than the others, or empty
# Tarea 3: validacion
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan datos para entrenar")
    rng = np.random.default_rng(seed)
    if stratify:
        grupos = [np.where(y == clase)[0] for clase in np.unique(y)]
    else:
        grupos = [np.arange(n)]
    train, val, test = [], [], []
    for grupo in grupos:
        grupo = rng.permutation(grupo)
        n_val = round(val_fraction * len(grupo))
        n_test = round(test_fraction * len(grupo))
        val.extend(grupo[:n_val])
        test.extend(grupo[n_val:n_val + n_test])
        train.extend(grupo[n_val + n_test:])
    if len(train) == 0:
        raise ValueError("no quedan datos para entrenar")
    train = rng.permutation(np.array(train, dtype=int))
    val = rng.permutation(np.array(val, dtype=int))
    test = rng.permutation(np.array(test, dtype=int))
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    media = np.where(constante, X_train[0], media)
    desv = np.where(constante, 1.0, desv)
    resultado = []
    for datos in (X_train, *others):
        datos = (np.asarray(datos, dtype=np.float64) - media) / desv
        resultado.append(datos.astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    indices = np.random.default_rng(seed).permutation(n_samples)
    largo = int(np.ceil(n_samples / k))     # hacia arriba, para no perder el resto
    folds = []
    for i in range(k):
        val = indices[i * largo:(i + 1) * largo]
        train = np.setdiff1d(indices, val)
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size,
                              shuffle=True, generator=generador)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    suma = 0.0
    n = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            loss = criterion(model(inputs), targets)
            suma += loss.item() * len(inputs)
            n += len(inputs)
    model.train(modo)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        # --- entrenamiento ---
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
        # --- validacion ---
        model.eval()
        suma, n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                loss = criterion(model(inputs), targets)
                suma += loss.item() * len(inputs)
                n += len(inputs)
        historia["val_loss"].append(suma / n)
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = np.asarray(X)
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_fold = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(model, train_loader, val_loader, criterion, optimizer,
                                      epochs=epochs, device=torch.device("cpu"))
        resultados.append(historia["val_loss"][-1])
    return resultados
