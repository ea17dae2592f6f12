# exercise: make_loaders
# mistake: The training loader never shuffles, and the validation loader drops its smaller last batch.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("Las fracciones suman 1 o más: no queda entrenamiento.")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    azar = rng.random(len(y))
    grupos = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(len(y), int)
    partes = ([], [], [])
    for g in np.unique(grupos):
        idx = np.flatnonzero(grupos == g)
        idx = idx[np.argsort(azar[idx])]
        v = round(val_fraction * idx.size)
        t = round(test_fraction * idx.size)
        for destino, trozo in zip(partes, (idx[v + t:], idx[:v], idx[v:v + t])):
            destino.append(trozo)
    train, val, test = (np.concatenate(p) for p in partes)
    if len(train) == 0:
        raise ValueError("Ninguna muestra quedó para entrenar.")
    return train, val, test


def standardize(X_train, *others):
    mu = np.average(X_train, axis=0)
    sd = np.sqrt(np.average(np.square(X_train - mu), axis=0))
    sd[np.all(X_train == X_train[:1], axis=0)] = 1.0
    salida = [np.array((A - mu) / sd, dtype=np.float32) for A in (X_train, *others)]
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    for_each = []
    for val in np.array_split(orden, k):
        train = np.array([i for i in orden if i not in set(val.tolist())])
        for_each.append((train, val))
    return for_each


def _conjunto(X, y, indices):
    indices = np.asarray(indices)
    return TensorDataset(
        torch.tensor(np.asarray(X)[indices], dtype=torch.float32),
        torch.tensor(np.asarray(y)[indices], dtype=torch.float32).reshape(-1, 1),
    )


def make_loaders(X, y, train, val, *, batch_size, seed):
    g = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(_conjunto(X, y, train), batch_size=batch_size, generator=g)
    val_loader = DataLoader(_conjunto(X, y, val), batch_size=batch_size, drop_last=len(val) > batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    anterior = model.training
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(targets)
            n += len(targets)
    model.train(anterior)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(targets)
            n += len(targets)
        train_loss.append(suma / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    ultimas = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        A, B = standardize(X[train], X[val])
        yt, yv = np.asarray(y)[train], np.asarray(y)[val]
        dA, dB = _conjunto(A, yt, range(len(A))), _conjunto(B, yv, range(len(B)))
        tl = DataLoader(dA, batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed))
        vl = DataLoader(dB, batch_size)
        modelo = make_model()
        historia = train_and_validate(
            modelo, tl, vl, criterion, make_optimizer(modelo), epochs=epochs, device=torch.device("cpu")
        )
        ultimas.append(historia["val_loss"][-1])
    return ultimas
