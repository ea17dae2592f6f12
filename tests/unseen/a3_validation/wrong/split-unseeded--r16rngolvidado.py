# exercise: holdout_indices
# mistake: it makes a generator with the seed but shuffles with np.random, so the same seed gives different splits
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    if val_fraction + test_fraction >= 1:
        raise ValueError("no hay datos para entrenar")
    if stratify:
        grupos = [np.flatnonzero(y == c) for c in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train = []
    val = []
    test = []
    for grupo in grupos:
        mezclado = np.random.permutation(grupo)
        n_val = round(val_fraction * len(grupo))
        n_test = round(test_fraction * len(grupo))
        val += list(mezclado[:n_val])
        test += list(mezclado[n_val:n_val + n_test])
        train += list(mezclado[n_val + n_test:])
    if not train:
        raise ValueError("no hay datos para entrenar")
    return np.array(train, dtype=int), np.array(val, dtype=int), np.array(test, dtype=int)


def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype("float32") for a in (X_train, *others))


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
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model = make_model()
        optimizer = make_optimizer(model)
        # la media y la desviacion salen solo del train de este fold
        _, X_std = standardize(X[np.array(train)], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        historia = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        resultados.append(historia["val_loss"][-1])
    return resultados
