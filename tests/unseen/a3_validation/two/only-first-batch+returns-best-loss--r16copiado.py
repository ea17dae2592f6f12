# exercise: train_and_validate, cross_validate
# mistake: train_and_validate trains on the first batch of each epoch only (next(iter(...)), copied from the overfitting check); and cross_validate returns the least validation loss of each fold
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.RandomState(seed)
    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train, val, test = [], [], []
    for g in grupos:
        g = rng.permutation(g)
        n_val = int(round(val_fraction * len(g)))
        n_test = min(int(round(test_fraction * len(g))), len(g) - n_val)
        val.extend(g[:n_val].tolist())
        test.extend(g[n_val:n_val + n_test].tolist())
        train.extend(g[n_val + n_test:].tolist())
    if len(train) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("no queda ningun dato para train")
    rng.shuffle(train)
    rng.shuffle(val)
    rng.shuffle(test)
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    media[constante] = X_train[0, constante]
    desv[constante] = 1.0
    resultado = []
    for A in (X_train,) + others:
        A = np.asarray(A, dtype=np.float64)
        resultado.append(((A - media) / desv).astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    from sklearn.model_selection import KFold

    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    from torch.utils.data import Subset

    data = TensorDataset(torch.tensor(X).float(), torch.tensor(y).float().view(-1, 1))
    gen = torch.Generator().manual_seed(seed)
    tr, va = Subset(data, [int(i) for i in train]), Subset(data, [int(i) for i in val])
    return DataLoader(tr, batch_size, shuffle=True, generator=gen), DataLoader(va, batch_size)


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    suma = 0.0
    n = 0
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            loss = criterion(model(x), y)
            suma += loss.item() * len(x)
            n += len(x)
    model.train(modo)
    return suma / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    hist = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        inputs, targets = next(iter(train_loader))
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        hist["train_loss"].append(loss.item())
        hist["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return hist


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    mejores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model = make_model()
        optimizer = make_optimizer(model)
        _, Xs = standardize(X[train], X)
        train_loader, val_loader = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
        hist = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device)
        mejores.append(min(hist["val_loss"]))
    return mejores
