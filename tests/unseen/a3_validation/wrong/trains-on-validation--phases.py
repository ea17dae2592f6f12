# exercise: train_and_validate
# mistake: the recipe with phases switches the mode per phase but runs backward and step in both, so the validation batches update the weights.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.model_selection import KFold


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
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = ref.mean(dim=0)
    std = ref.std(dim=0, unbiased=False)
    constant = (ref == ref[0]).all(dim=0)
    std = torch.where(constant, torch.ones_like(std), std)
    mean = torch.where(constant, ref[0], mean)

    def scale(a):
        return ((torch.as_tensor(np.asarray(a), dtype=torch.float64) - mean) / std).float()

    return (scale(X_train),) + tuple(map(scale, others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k out of range")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    estaba_entrenando = model.training
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            suma += loss.item() * inputs.size(0)
            n += inputs.size(0)
    model.train(estaba_entrenando)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    fases = {"train": train_loader, "val": val_loader}
    historia = {"train_loss": [], "val_loss": []}

    for epoch in range(epochs):
        for fase, loader in fases.items():
            if fase == "train":
                model.train()
            else:
                model.eval()

            suma, n = 0.0, 0
            for inputs, targets in loader:
                inputs = inputs.to(device)
                targets = targets.to(device)

                optimizer.zero_grad()
                outputs = model(inputs)
                loss = criterion(outputs, targets)
                loss.backward()
                optimizer.step()

                suma += loss.item() * inputs.size(0)
                n += inputs.size(0)

            historia[fase + "_loss"].append(suma / n)

    return historia


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
