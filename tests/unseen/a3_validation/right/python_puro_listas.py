import math
import random
from collections import defaultdict

import torch
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    azar = random.Random(seed)
    por_clase = defaultdict(list)
    for i, etiqueta in enumerate(y):
        por_clase[int(etiqueta) if stratify else 0].append(i)
    train, val, test = [], [], []
    for indices in por_clase.values():
        azar.shuffle(indices)
        nv = int(len(indices) * val_fraction)
        nt = int(len(indices) * test_fraction)
        val += indices[:nv]
        test += indices[nv:nv + nt]
        train += indices[nv + nt:]
    if not train or val_fraction + test_fraction >= 1:
        raise ValueError("train vacío")
    azar.shuffle(train)
    azar.shuffle(val)
    azar.shuffle(test)
    return train, val, test


def standardize(X_train, *others):
    columnas = list(zip(*[[float(v) for v in fila] for fila in X_train]))
    n = len(X_train)
    medias, desvs = [], []
    for col in columnas:
        if min(col) == max(col):
            medias.append(col[0])
            desvs.append(1.0)
        else:
            m = math.fsum(col) / n
            medias.append(m)
            desvs.append(math.sqrt(math.fsum((v - m) ** 2 for v in col) / n))

    def transformar(M):
        filas = [[(float(v) - m) / s for v, m, s in zip(fila, medias, desvs)] for fila in M]
        return torch.tensor(filas, dtype=torch.float32)

    return tuple(transformar(M) for M in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k muy chico")
    if k > n_samples:
        raise ValueError("k muy grande")
    orden = list(range(n_samples))
    random.Random(seed).shuffle(orden)
    folds = []
    for f in range(k):
        val = [ind for pos, ind in enumerate(orden) if pos % k == f]
        train = [ind for pos, ind in enumerate(orden) if pos % k != f]
        folds.append((train, val))
    return folds


class Tabla(Dataset):
    """Las filas de X e y que dicen los índices."""

    def __init__(self, X, y, indices):
        self.filas = [(X[int(i)], y[int(i)]) for i in indices]

    def __len__(self):
        return len(self.filas)

    def __getitem__(self, i):
        x, t = self.filas[i]
        return torch.tensor([float(v) for v in x]), torch.tensor([float(t)])


def make_loaders(X, y, train, val, *, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return (
        DataLoader(Tabla(X, y, train), batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(Tabla(X, y, val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    estaba_entrenando = model.training
    model.eval()
    losses = []
    with torch.set_grad_enabled(False):
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            losses += [float(loss)] * len(targets)
    if estaba_entrenando:
        model.train()
    return sum(losses) / len(losses)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    while len(train_loss) < epochs:
        model.train()
        losses = []
        for inputs, targets in train_loader:
            for p in model.parameters():
                p.grad = None
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            losses += [float(loss)] * len(targets)
        train_loss.append(sum(losses) / len(losses))
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    finales = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize([X[i] for i in train], [X[i] for i in val])
        y_train, y_val = [y[i] for i in train], [y[i] for i in val]
        train_loader, _ = make_loaders(X_train, y_train, range(len(train)), [], batch_size=batch_size, seed=seed)
        _, val_loader = make_loaders(X_val, y_val, [0], range(len(val)), batch_size=batch_size, seed=seed)
        modelo = make_model()
        optimizador = make_optimizer(modelo)
        h = train_and_validate(modelo, train_loader, val_loader, criterion, optimizador,
                               epochs=epochs, device=torch.device("cpu"))
        finales.append(h["val_loss"][-1])
    return finales
