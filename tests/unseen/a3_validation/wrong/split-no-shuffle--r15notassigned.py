# exercise: holdout_indices
# mistake: calls rng.permutation, which returns a shuffled copy, and drops what it returns, so that the samples are dealt out in their order
# Tarea 3: validacion
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    rng = np.random.default_rng(seed)
    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(n)]
    train = []
    val = []
    test = []
    for grupo in grupos:
        # barajar antes de repartir
        rng.permutation(grupo)
        n_val = int(round(val_fraction * len(grupo)))
        n_test = int(round(test_fraction * len(grupo)))
        val.extend(grupo[:n_val])
        test.extend(grupo[n_val:n_val + n_test])
        train.extend(grupo[n_val + n_test:])
    if len(train) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("no quedan datos para entrenar")
    return np.array(train, dtype=int), np.array(val, dtype=int), np.array(test, dtype=int)


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    # las columnas constantes solo se centran
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    desv[constante] = 1.0
    resultado = []
    for datos in (X_train,) + others:
        resultado.append(((datos - media) / desv).astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k no sirve")
    rng = np.random.default_rng(seed)
    orden = rng.permutation(n_samples)
    partes = np.array_split(orden, k)
    folds = []
    for i in range(k):
        val = partes[i]
        train = np.concatenate([partes[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    train = np.array(train, dtype=int)
    val = np.array(val, dtype=int)
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_data = TensorDataset(X[train], y[train])
    val_data = TensorDataset(X[val], y[val])
    train_loader = DataLoader(train_data, batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(val_data, batch_size=batch_size, shuffle=False)
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
    historial = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        suma = 0.0
        n = 0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
            n += len(inputs)
        historial["train_loss"].append(suma / n)
        historial["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return historial


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    perdidas = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        # junto todo de nuevo para poder usar make_loaders
        X_fold = np.concatenate([X_train, X_val])
        y_fold = np.concatenate([y[train], y[val]])
        i_train = np.arange(len(train))
        i_val = np.arange(len(train), len(train) + len(val))
        train_loader, val_loader = make_loaders(X_fold, y_fold, i_train, i_val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historial = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        perdidas.append(historial["val_loss"][-1])
    return perdidas
