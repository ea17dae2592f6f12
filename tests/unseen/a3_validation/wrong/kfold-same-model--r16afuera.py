# exercise: cross_validate
# mistake: it makes the model once, before the loop over the folds, and goes on training it in every fold (the optimizer is new)
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
    train = np.array(train, dtype=int)
    val = np.array(val, dtype=int)
    X_t = torch.tensor(np.asarray(X), dtype=torch.float32)
    y_t = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X_t[train], y_t[train]), batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(TensorDataset(X_t[val], y_t[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


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
    historia = {"train_loss": [], "val_loss": []}
    for epoca in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for x, y in train_loader:
            x = x.to(device)
            y = y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(x)
            n += len(x)
        historia["train_loss"].append(suma / n)
        historia["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    model = make_model().to(device)
    folds = kfold_indices(len(X), k, seed=seed)
    losses = []
    for i, (train, val) in enumerate(folds):
        # cada fold parte con su propio optimizador
        optimizer = make_optimizer(model)
        _, Xs = standardize(X[train], X)
        train_loader, val_loader = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
        h = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device)
        losses.append(h["val_loss"][-1])
    return losses
