# Tarea 3: validación
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras para train")
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    if stratify:
        grupos = [np.where(y == clase)[0] for clase in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]

    train, val, test = [], [], []
    for grupo in grupos:
        grupo = rng.permutation(grupo)
        n_val = round(val_fraction * len(grupo))
        n_test = round(test_fraction * len(grupo))
        val.append(grupo[:n_val])
        test.append(grupo[n_val : n_val + n_test])
        train.append(grupo[n_val + n_test :])

    train = rng.permutation(np.concatenate(train))
    val = rng.permutation(np.concatenate(val))
    test = rng.permutation(np.concatenate(test))
    if len(train) == 0:
        raise ValueError("no quedan muestras para train")
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    # columnas constantes: solo se centran
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    desv[constante] = 1.0
    resultado = []
    for X in (X_train, *others):
        resultado.append(((X - media) / desv).astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    partes = np.array_split(indices, k)
    folds = []
    for i in range(k):
        val = partes[i]
        train = np.concatenate([partes[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train, dtype=np.int64))
    val = torch.as_tensor(np.asarray(val, dtype=np.int64))
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=generador
    )
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    total = 0.0
    n = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item() * len(inputs)
            n += len(inputs)
    model.train(modo)
    return total / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        # entrenamiento
        model.train()
        total = 0.0
        n = 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        history["train_loss"].append(total / n)

        # validación
        model.eval()
        total = 0.0
        n = 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                loss = criterion(model(inputs), targets)
                total += loss.item() * len(inputs)
                n += len(inputs)
        history["val_loss"].append(total / n)
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        # la media y la desviación salen solo del train de este fold
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        resultados.append(history["val_loss"][-1])
    return resultados
