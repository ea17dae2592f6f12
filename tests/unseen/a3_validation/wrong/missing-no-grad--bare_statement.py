# exercise: evaluate
# mistake: torch.no_grad() stands alone as a statement, which switches nothing off: the forward pass still builds the graph.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no queda nada para entrenar")
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train, val, test = [], [], []
    for g in grupos:
        g = rng.permutation(g)
        nv = int(round(val_fraction * len(g)))
        nt = int(round(test_fraction * len(g)))
        val.append(g[:nv])
        test.append(g[nv:nv + nt])
        train.append(g[nv + nt:])
    train, val, test = (rng.permutation(np.concatenate(p)) for p in (train, val, test))
    if len(train) == 0:
        raise ValueError("no queda nada para entrenar")
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    desv[np.ptp(X_train, axis=0) == 0] = 1.0     # columnas constantes: solo se centran
    return tuple(((np.asarray(A) - media) / desv).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(orden, k)
    return [(np.concatenate(partes[:i] + partes[i + 1:]), partes[i]) for i in range(k)]


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
    modo = model.training

    # modo evaluacion y sin gradientes
    model.eval()
    torch.no_grad()

    suma = 0.0
    cantidad = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        suma += loss.item() * len(inputs)
        cantidad += len(inputs)

    model.train(modo)
    return suma / cantidad


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for epoch in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * inputs.size(0)
            n += inputs.size(0)
        train_loss.append(suma / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


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
