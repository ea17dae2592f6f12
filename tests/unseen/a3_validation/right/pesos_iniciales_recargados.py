from contextlib import contextmanager
from itertools import accumulate, chain, pairwise

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def _tramos(n, *fracciones):
    """Límites de los tramos: primero los de las fracciones, al final el resto."""
    cortes = [0, *accumulate(round(f * n) for f in fracciones)]
    if cortes[-1] > n:
        raise ValueError("las fracciones suman más que 1")
    return pairwise([*cortes, n])


def _repartir(indices, rng, *fracciones):
    mezclados = rng.permutation(indices)
    for desde, hasta in _tramos(len(mezclados), *fracciones):
        yield mezclados[desde:hasta].tolist()


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = np.random.default_rng(seed)
    clases = [np.nonzero(y == c)[0] for c in np.unique(y)] if stratify else [np.arange(len(y))]
    val, test, train = zip(*(_repartir(c, rng, val_fraction, test_fraction) for c in clases))
    train, val, test = ([*chain.from_iterable(p)] for p in (train, val, test))
    if not train:
        raise ValueError("train quedó vacío")
    return train, val, test


def standardize(X_train, *others):
    media, desv = np.mean(X_train, axis=0), np.std(X_train, axis=0)
    desv = desv + (np.ptp(X_train, axis=0) == 0) * (1 - desv)
    return tuple(np.asarray((Z - media) / desv, dtype=np.float32) for Z in chain([X_train], others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError("k tiene que estar entre 2 y n_samples")
    mezcla = np.random.default_rng(seed).permutation(n_samples).tolist()
    folds = [mezcla[i::k] for i in range(k)]
    return [([*chain(*(f for f in folds if f is not val))], val) for val in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def _loader(idx, **opciones):
        idx = [int(i) for i in idx]
        datos = TensorDataset(torch.Tensor(X[idx]), torch.Tensor(y[idx].astype(float)).unsqueeze(-1))
        return DataLoader(datos, batch_size=batch_size, **opciones)

    return _loader(train, shuffle=True, generator=torch.Generator().manual_seed(seed)), _loader(val)


@contextmanager
def evaluando(model):
    antes = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(antes)


def _en(device, loader):
    yield from ((x.to(device), t.to(device)) for x, t in loader)


def evaluate(model, loader, criterion, device):
    with evaluando(model):
        pares = [(criterion(model(x), t).item(), len(t)) for x, t in _en(device, loader)]
    return sum(l * m for l, m in pares) / sum(m for _, m in pares)


def _epochs(model, train_loader, val_loader, criterion, optimizer, device):
    """Cada next() entrena un epoch más."""
    while True:
        pares = []
        model.train()
        for x, t in _en(device, train_loader):
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            pares.append((loss.item(), len(t)))
        yield sum(l * m for l, m in pares) / sum(m for _, m in pares), evaluate(model, val_loader, criterion, device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curva = [par for _, par in zip(range(epochs), _epochs(model, train_loader, val_loader, criterion, optimizer, device))]
    return {"train_loss": [a for a, _ in curva], "val_loss": [b for _, b in curva]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    model = make_model()
    inicial = {nombre: t.clone() for nombre, t in model.state_dict().items()}
    for train, val in kfold_indices(len(X), k, seed=seed):
        model.load_state_dict(inicial)  # como nueva
        model.zero_grad()
        optimizer = make_optimizer(model)
        _, Xs = standardize(X[train], X)
        train_loader, val_loader = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
        for _ in range(epochs):
            h = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=1, device=torch.device("cpu"))
        losses.extend(h["val_loss"])
    return losses
