from functools import partial, reduce

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

f32 = partial(np.asarray, dtype=np.float32)
ints = partial(np.asarray, dtype=np.int64)
promedio = lambda pares: (lambda p: sum(l * n for l, n in p) / sum(n for _, n in p))(list(pares))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("fracciones demasiado grandes")
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    clases = np.unique(y) if stratify else [None]
    grupos = map(lambda c: np.arange(len(y)) if c is None else np.flatnonzero(y == c), clases)

    def repartir(g):
        g = rng.permutation(g)
        cortes = np.rint(np.cumsum([val_fraction, test_fraction]) * len(g)).astype(int)
        return np.split(g, cortes)

    val, test, train = map(np.concatenate, zip(*map(repartir, grupos)))
    if len(train) < 1:
        raise ValueError("train vacío")
    return train, val, test


def standardize(X_train, *others):
    T = np.asarray(X_train, dtype=np.float64)
    mu = T.mean(0)
    sd = np.where(np.ptp(T, axis=0) > 0, T.std(0), 1.0)
    return tuple(map(lambda A: f32((np.asarray(A, dtype=np.float64) - mu) / sd), (T,) + others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k inválido")
    perm = np.random.default_rng(seed).permutation(n_samples)
    vals = [perm[i::k] for i in range(k)]
    return list(map(lambda v: (np.setdiff1d(perm, v), v), vals))


def make_loaders(X, y, train, val, *, batch_size, seed):
    datos = lambda i: TensorDataset(*map(torch.from_numpy, (f32(X)[ints(i)], f32(y)[ints(i), None])))
    cargar = partial(DataLoader, batch_size=batch_size)
    return (
        cargar(datos(train), shuffle=True, generator=torch.Generator().manual_seed(seed)),
        cargar(datos(val), shuffle=False),
    )


def _medir(model, criterion, device, lote):
    x, y = map(lambda t: t.to(device), lote)
    return criterion(model(x), y), len(x)


def evaluate(model, loader, criterion, device):
    modo = model.training
    try:
        with torch.no_grad():
            model.eval()
            medidas = map(partial(_medir, model, criterion, device), loader)
            return promedio((loss.item(), n) for loss, n in medidas)
    finally:
        model.train(modo)


def _entrenar(model, criterion, optimizer, device, lote):
    model.train()
    optimizer.zero_grad()
    loss, n = _medir(model, criterion, device, lote)
    loss.backward()
    optimizer.step()
    return loss.item(), n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    paso = partial(_entrenar, model, criterion, optimizer, device)

    def epoch(history, _):
        t = promedio(map(paso, train_loader))
        v = evaluate(model, val_loader, criterion, device)
        return {"train_loss": history["train_loss"] + [t], "val_loss": history["val_loss"] + [v]}

    return reduce(epoch, range(epochs), {"train_loss": [], "val_loss": []})


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def fold(par):
        train, val = par
        escalado = standardize(X[train], X)[1]
        loaders = make_loaders(escalado, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        opt = make_optimizer(model)
        h = train_and_validate(model, *loaders, criterion, opt, epochs=epochs, device=torch.device("cpu"))
        return h["val_loss"][-1]

    return list(map(fold, kfold_indices(len(X), k, seed=seed)))
