# Tarea 3 con la biblioteca estándar siempre que se puede (random, statistics, collections)
import random
import statistics
from collections import defaultdict

import numpy as np
import torch
from torch.utils.data import DataLoader


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    azar = random.Random(seed)
    n = len(y)
    grupos = defaultdict(list)
    for i in range(n):
        clave = y[i].item() if stratify else "todas"
        grupos[clave].append(i)

    train, val, test = [], [], []
    for clave in sorted(grupos):
        indices = grupos[clave]
        azar.shuffle(indices)
        m = len(indices)
        n_val = int(val_fraction * m + 0.5)
        n_test = min(int(test_fraction * m + 0.5), m - n_val)
        for _ in range(n_val):
            val.append(indices.pop())
        for _ in range(n_test):
            test.append(indices.pop())
        train.extend(indices)
    if not train or val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras para entrenar")
    for parte in (train, val, test):
        azar.shuffle(parte)
    return train, val, test


def standardize(X_train, *others):
    columnas = [[float(v) for v in col] for col in np.asarray(X_train).T]
    medias = [statistics.fmean(c) for c in columnas]
    desvs = [statistics.pstdev(c) if len(set(c)) > 1 else 1.0 for c in columnas]

    def transformar(A):
        A = np.asarray(A)
        R = np.zeros(A.shape, dtype=np.float32)
        for i in range(A.shape[0]):
            for j in range(A.shape[1]):
                R[i, j] = (float(A[i, j]) - medias[j]) / desvs[j]
        return R

    return tuple([transformar(X_train)] + [transformar(A) for A in others])


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k tiene que ser al menos 2")
    if k > n_samples:
        raise ValueError("hay más folds que muestras")
    orden = random.Random(seed).sample(range(n_samples), n_samples)
    salida = []
    for fold in range(k):
        val = orden[fold::k]                 # de k en k, como repartir cartas
        fuera = set(val)
        train = [i for i in orden if i not in fuera]
        salida.append((train, val))
    return salida


def _juntar(filas):
    xs, ys = zip(*filas)
    return torch.tensor(np.array(xs), dtype=torch.float32), torch.tensor(ys, dtype=torch.float32).reshape(-1, 1)


def make_loaders(X, y, train, val, *, batch_size, seed):
    # una lista de pares también es un dataset
    lista = lambda indices: [(X[int(i)], float(y[int(i)])) for i in indices]
    g = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(lista(train), batch_size=batch_size, shuffle=True, generator=g, collate_fn=_juntar)
    val_loader = DataLoader(lista(val), batch_size=batch_size, shuffle=False, collate_fn=_juntar)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    modos = {m: m.training for m in model.modules()}
    suma, n = 0.0, 0
    try:
        for m in modos:
            m.training = False
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            with torch.set_grad_enabled(False):
                loss = criterion(model(inputs), targets)
            suma += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
    finally:
        for m, modo in modos.items():
            m.training = modo
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def una_vuelta():
        model.train()
        perdidas = []
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            for p in model.parameters():
                p.grad = None
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            perdidas.extend([loss.item()] * len(inputs))       # una por muestra
        return statistics.fmean(perdidas)

    train_loss, val_loss = [], []
    for epoch in range(1, epochs + 1):
        train_loss.append(una_vuelta())
        val_loss.append(evaluate(model, val_loader, criterion, device))
        print("epoch %3d  train %.4f  val %.4f" % (epoch, train_loss[-1], val_loss[-1]))
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    resultados = []
    for numero, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed), start=1):
        print("fold", numero)
        Xt, Xv = standardize(X[train], X[val])
        XX = np.concatenate([Xt, Xv])
        yy = np.concatenate([y[train], y[val]])
        a, b = make_loaders(XX, yy, range(len(Xt)), range(len(Xt), len(XX)), batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(model, a, b, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        resultados.append(historia["val_loss"][-1])
    return resultados
