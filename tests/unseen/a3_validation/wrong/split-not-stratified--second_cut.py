# exercise: holdout_indices
# mistake: train and test are stratified, but the second cut, which takes validation out of the rest, is a plain random one.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import train_test_split
from torch.utils.data import Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = int(round(val_fraction * n)), int(round(test_fraction * n))
    if n_val + n_test >= n or val_fraction + test_fraction >= 1.0:
        raise ValueError("nothing left to train on")
    rest = np.random.RandomState(seed).permutation(n)
    test = rest[:0]
    if n_test:
        rest, test = train_test_split(
            rest, test_size=n_test, random_state=seed, stratify=y[rest] if stratify else None
        )
    val = rest[:0]
    train = rest
    if n_val:
        train, val = train_test_split(rest, test_size=n_val, random_state=seed)
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


class TableDataset(Dataset):
    def __init__(self, X, y, rows):
        rows = [int(i) for i in rows]
        self.X = np.asarray(X, dtype=np.float32)[rows]
        self.y = np.asarray(y, dtype=np.float32)[rows].reshape(-1, 1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.from_numpy(self.y[i])


def make_loaders(X, y, train, val, *, batch_size, seed):
    return (
        DataLoader(
            TableDataset(X, y, train), batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
        ),
        DataLoader(TableDataset(X, y, val), batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    estaba_entrenando = model.training
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            suma += loss.item() * inputs.size(0)
            n += inputs.size(0)
    model.train(estaba_entrenando)
    return suma / n


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


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
