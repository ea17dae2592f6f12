# exercise: make_loaders
# mistake: The targets stay integers (int64), which BCEWithLogitsLoss refuses.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    gen = np.random.default_rng(seed)
    grupos = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    train, val, test = [], [], []
    for grupo in grupos:
        grupo = gen.permutation(grupo)
        a = round(val_fraction * len(grupo))
        b = a + round(test_fraction * len(grupo))
        val.extend(grupo[:a])
        test.extend(grupo[a:b])
        train.extend(grupo[b:])
    if not train or val_fraction + test_fraction >= 1:
        raise ValueError("no quedan datos de entrenamiento")
    return np.array(train, dtype=int), np.array(val, dtype=int), np.array(test, dtype=int)


def standardize(X_train, *others):
    media = np.mean(X_train, axis=0)
    desv = np.std(X_train, axis=0)
    constante = np.max(X_train, axis=0) == np.min(X_train, axis=0)
    desv[constante] = 1
    return tuple(((A - media) / desv).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k no sirve")
    orden = np.random.default_rng(seed).permutation(n_samples)
    grupos = np.array_split(orden, k)
    return [(np.concatenate(grupos[:i] + grupos[i + 1:]), grupos[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.long).unsqueeze(1)
    train = torch.as_tensor(np.asarray(train, dtype=int))
    val = torch.as_tensor(np.asarray(val, dtype=int))
    gen = torch.Generator()
    gen.manual_seed(seed)
    return (
        DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=gen),
        DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    suma = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
    model.train(modo)
    return suma / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        suma = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
        historia["train_loss"].append(suma / len(train_loader.dataset))
        historia["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    perdidas = []
    columna = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    for train, val in kfold_indices(len(X), k, seed=seed):
        A, B = (torch.as_tensor(M) for M in standardize(X[train], X[val]))
        mezcla = torch.Generator().manual_seed(seed)
        cargador = DataLoader(TensorDataset(A, columna[train]), batch_size, shuffle=True, generator=mezcla)
        cargador_val = DataLoader(TensorDataset(B, columna[val]), batch_size)
        modelo = make_model()
        h = train_and_validate(
            modelo, cargador, cargador_val, criterion, make_optimizer(modelo), epochs=epochs, device=torch.device("cpu")
        )
        perdidas.append(h["val_loss"][-1])
    return perdidas
