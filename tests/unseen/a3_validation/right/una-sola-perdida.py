# evaluate junta todas las salidas y calcula el criterio una sola vez.
import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    claves = np.random.RandomState(seed).rand(len(y))  # un número al azar por muestra
    partes = [[], [], []]
    for clase in np.unique(y) if stratify else [None]:
        miembros = np.arange(len(y)) if clase is None else np.where(y == clase)[0]
        miembros = miembros[np.argsort(claves[miembros])]
        n_val = int(round(len(miembros) * val_fraction))
        n_test = int(round(len(miembros) * test_fraction))
        partes[1].append(miembros[:n_val])
        partes[2].append(miembros[n_val : n_val + n_test])
        partes[0].append(miembros[n_val + n_test :])
    train, val, test = [np.concatenate(p) for p in partes]
    if val_fraction + test_fraction >= 1 or train.size == 0:
        raise ValueError("train quedaría sin muestras")
    # que tampoco queden agrupadas por clase
    return tuple(p[np.argsort(claves[p])] for p in (train, val, test))


def standardize(X_train, *others):
    n = len(X_train)
    todo = np.concatenate([np.asarray(A, dtype=np.float64) for A in (X_train, *others)])
    base = todo[:n]
    media, desv = base.mean(axis=0), base.std(axis=0)
    desv = np.where(base.max(axis=0) > base.min(axis=0), desv, 1.0)
    todo = ((todo - media) / desv).astype(np.float32)
    cortes = np.cumsum([len(A) for A in (X_train, *others)])[:-1]
    return tuple(np.split(todo, cortes))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k inválido")
    orden = np.argsort(np.random.RandomState(seed).rand(n_samples))
    todos = set(range(n_samples))
    folds = []
    for parte in np.array_split(orden, k):
        val = [int(i) for i in parte]
        folds.append((sorted(todos - set(val)), val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    def armar(indices):
        indices = np.asarray(indices, dtype=np.intp)
        return TensorDataset(
            torch.from_numpy(np.take(X, indices, axis=0).astype(np.float32)),
            torch.from_numpy(np.take(y, indices).astype(np.float32)[:, np.newaxis]),
        )

    ds_train, ds_val = armar(train), armar(val)
    generador = torch.Generator().manual_seed(seed)
    lotes = BatchSampler(RandomSampler(ds_train, generator=generador), batch_size=batch_size, drop_last=False)
    return DataLoader(ds_train, batch_sampler=lotes), DataLoader(ds_val, batch_size=batch_size)


def evaluate(model, loader, criterion, device):
    en_train = model.training
    salidas, objetivos = [], []
    with torch.no_grad():
        for inputs, targets in loader:
            salidas.append(model.eval()(inputs.to(device)))
            objetivos.append(targets.to(device))
        loss = criterion(torch.cat(salidas), torch.cat(objetivos)).item()
    if en_train:
        model.train()
    return loss


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    resultado = {"train_loss": [], "val_loss": []}
    n = len(train_loader.dataset)
    for _ in range(epochs):
        acumulado = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            model.train()
            for p in model.parameters():
                p.grad = None
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            acumulado += loss.item() * len(targets)
        resultado["train_loss"] += [acumulado / n]
        resultado["val_loss"] += [evaluate(model, val_loader, criterion, device)]
    return resultado


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    folds = kfold_indices(len(X), k, seed=seed)
    modelos = [make_model() for _ in folds]
    optimizadores = [make_optimizer(m) for m in modelos]
    losses = []
    for (train, val), modelo, optimizador in zip(folds, modelos, optimizadores):
        X_fold = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        historia = train_and_validate(
            modelo, train_loader, val_loader, criterion, optimizador, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(historia["val_loss"].pop())
    return losses
