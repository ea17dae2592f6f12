# exercise: holdout_indices
# mistake: it returns the labels of each part, y[train], y[val] and y[test], and not the indices
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.RandomState(seed)
    if val_fraction + test_fraction >= 1:
        raise ValueError("val_fraction + test_fraction tiene que ser menor que 1")
    if stratify:
        clases = np.unique(y)
        grupos = [np.nonzero(y == c)[0] for c in clases]
    else:
        grupos = [np.arange(y.shape[0])]
    i_train, i_val, i_test = [], [], []
    for grupo in grupos:
        rng.shuffle(grupo)
        a = int(round(len(grupo) * val_fraction))
        b = a + int(round(len(grupo) * test_fraction))
        i_val.append(grupo[:a])
        i_test.append(grupo[a:b])
        i_train.append(grupo[b:])
    partes = []
    for indices in (i_train, i_val, i_test):
        indices = np.concatenate(indices)
        rng.shuffle(indices)
        partes.append(indices)
    if len(partes[0]) == 0:
        raise ValueError("train quedo vacio")
    y_train, y_val, y_test = [y[p] for p in partes]
    return y_train, y_val, y_test


def standardize(X_train, *others):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype("float32") for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    grupos = np.array_split(orden, k)
    folds = []
    for i in range(k):
        val = grupos[i]
        train = np.concatenate([grupos[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


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
