# exercise: cross_validate
import copy
import os
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def seed_everything(seed):
    os.environ["PYTHONHASHSEED"] = str(seed)
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    seed_everything(seed)
    y = np.asarray(y)
    n = len(y)
    if val_fraction + test_fraction > 0.9999:
        raise ValueError("¡no queda nada para entrenar!")
    if stratify:
        grupos = [np.random.permutation(np.argwhere(y == c).ravel()) for c in np.unique(y)]
    else:
        grupos = [np.random.permutation(n)]
    val = np.hstack([g[: round(len(g) * val_fraction)] for g in grupos])
    resto = [g[round(len(g) * val_fraction):] for g in grupos]
    test = np.hstack([r[: round(len(g) * test_fraction)] for g, r in zip(grupos, resto)])
    train = np.array(sorted(set(range(n)) - set(val.tolist()) - set(test.tolist())), dtype=int)
    if len(train) == 0:
        raise ValueError("¡no queda nada para entrenar!")
    np.random.shuffle(train), np.random.shuffle(val), np.random.shuffle(test)
    return train, val, test


def standardize(X_train, *others):
    m, s = X_train.mean(0), X_train.std(0, ddof=0)
    s = np.array([1.0 if np.isclose(v, 0) else v for v in s])
    f = lambda A: ((A - m) / s).astype(np.float32)
    return (f(X_train),) + tuple(f(A) for A in others)


def kfold_indices(n_samples, k, *, seed):
    assert_k = 2 <= k <= n_samples
    if not assert_k:
        raise ValueError("k fuera de rango")
    seed_everything(seed)
    indices = np.random.permutation(n_samples)
    folds = np.array_split(indices, k)
    return [(np.array([i for i in indices if i not in set(v.tolist())]), v) for v in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    seed_everything(seed)  # por si acaso
    X32 = torch.FloatTensor(np.asarray(X, dtype=float))
    y32 = torch.FloatTensor(np.asarray(y, dtype=float)).reshape(len(y), 1)
    train, val = [int(i) for i in train], [int(i) for i in val]
    return (
        DataLoader(TensorDataset(X32[train], y32[train]), batch_size, shuffle=True,
                   generator=torch.Generator().manual_seed(seed),
                   worker_init_fn=lambda w: seed_everything(seed + w)),
        DataLoader(TensorDataset(X32[val], y32[val]), batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    # evalúo una copia, así el modelo de verdad no se entera de nada
    copia = copy.deepcopy(model)
    copia.eval()
    suma = 0.0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            suma += criterion(copia(x), y).item() * len(y)
    return suma / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    tl, vl = [], []
    for e in range(epochs):
        model.train()
        suma = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            salida = model(x)
            loss = criterion(salida, y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(y)
        tl.append(suma / len(train_loader.dataset))
        vl.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": tl, "val_loss": vl}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=42):
        seed_everything(seed)
        model = make_model()
        optimizer = make_optimizer(model)
        _, Xn = standardize(X[train], X)
        tl, vl = make_loaders(Xn, y, train, val, batch_size=batch_size, seed=seed)
        h = train_and_validate(model, tl, vl, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        losses.append(h["val_loss"][-1])
    return losses
