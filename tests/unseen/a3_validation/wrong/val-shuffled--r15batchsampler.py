# exercise: make_loaders
# mistake: one helper with a random batch sampler makes both loaders, so that validation too comes in another order in every pass
import math

import numpy as np
import torch
from torch import no_grad
from torch.utils.data import DataLoader, Dataset
from torch.utils.data import BatchSampler, RandomSampler


class Tabla(Dataset):
    """Filas de X y de y elegidas por indices, en float32."""

    def __init__(self, X, y, indices):
        self.indices = [int(i) for i in indices]
        self.X = torch.tensor(np.asarray(X), dtype=torch.float32)
        self.y = torch.tensor(np.asarray(y), dtype=torch.float32)

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, posicion):
        i = self.indices[posicion]
        return self.X[i], self.y[i].reshape(1)


def repartir(indices, fracciones, rng):
    """Corta una lista barajada: una parte por fraccion y al final el resto."""
    indices = list(rng.permutation(indices))
    partes = []
    n = len(indices)
    for f in fracciones:
        m = math.floor(f * n + 0.5)
        partes.append(indices[:m])
        indices = indices[m:]
    return partes + [indices]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("las fracciones no dejan nada para train")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    clases = np.unique(y) if stratify else [None]
    val, test, train = [], [], []
    for clase in clases:
        miembros = np.arange(len(y)) if clase is None else np.flatnonzero(y == clase)
        v, te, tr = repartir(miembros, (val_fraction, test_fraction), rng)
        val, test, train = val + v, test + te, train + tr
    if train == []:
        raise ValueError("las fracciones no dejan nada para train")
    return tuple(rng.permutation(np.array(p, dtype=int)) for p in (train, val, test))


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    salida = [np.empty(np.shape(A), dtype=np.float32) for A in (X_train, *others)]
    for j in range(X_train.shape[1]):
        columna = X_train[:, j]
        media = columna.mean()
        desviacion = columna.std() if columna.min() < columna.max() else 1.0
        for S, A in zip(salida, (X_train, *others)):
            S[:, j] = (np.asarray(A)[:, j] - media) / desviacion
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError("k tiene que estar entre 2 y n_samples")
    baraja = np.random.default_rng(seed).permutation(n_samples)
    grupos = [[] for _ in range(k)]
    for turno, i in enumerate(baraja):
        grupos[turno % k].append(int(i))
    return [(sorted(set(range(n_samples)) - set(g)), g) for g in grupos]


def cargador(datos, batch_size, seed):
    azar = torch.Generator().manual_seed(seed)
    orden = RandomSampler(datos, generator=azar)
    lotes = BatchSampler(orden, batch_size, drop_last=False)
    return DataLoader(datos, batch_sampler=lotes, generator=azar)


def make_loaders(X, y, train, val, *, batch_size, seed):
    return tuple(cargador(Tabla(X, y, indices), batch_size, seed) for indices in (train, val))


def evaluate(model, loader, criterion, device):
    antes = model.training
    model.eval()
    acumulado, vistas = 0.0, 0
    for x, y in loader:
        with no_grad():
            perdida = criterion(model(x.to(device)), y.to(device))
        acumulado += float(perdida) * x.shape[0]
        vistas += x.shape[0]
    model.train(antes)
    return acumulado / vistas


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curvas = {"train_loss": [], "val_loss": []}
    epoca = 0
    while epoca < epochs:
        model.train()
        acumulado, vistas = 0.0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            perdida = criterion(model(x), y)
            model.zero_grad()
            perdida.backward()
            optimizer.step()
            acumulado += float(perdida.detach()) * x.shape[0]
            vistas += x.shape[0]
        curvas["train_loss"].append(acumulado / vistas)
        curvas["val_loss"].append(evaluate(model, val_loader, criterion, device))
        epoca += 1
    return curvas


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    finales = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, Z = standardize(np.asarray(X)[train], X)
        de_train, de_val = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        red = make_model()
        curvas = train_and_validate(red, de_train, de_val, criterion, make_optimizer(red), epochs=epochs, device=cpu)
        finales.append(curvas["val_loss"].pop())
    return finales
