# exercise: holdout_indices
# mistake: it returns only train and val; the test part is set aside but never returned
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    if val_fraction + test_fraction >= 1:
        raise ValueError("las fracciones no dejan datos para train")
    rng = np.random.default_rng(seed)
    etiquetas = y if stratify else np.zeros(len(y), dtype=int)
    es_val = np.zeros(len(y), dtype=bool)
    es_test = np.zeros(len(y), dtype=bool)
    for clase in np.unique(etiquetas):
        idx = rng.permutation(np.flatnonzero(etiquetas == clase))
        n_val = int(round(val_fraction * len(idx)))
        n_test = int(round(test_fraction * len(idx)))
        es_val[idx[:n_val]] = True
        es_test[idx[n_val:n_val + n_test]] = True
    es_train = ~(es_val | es_test)
    if not es_train.any():
        raise ValueError("no quedan datos para train")
    # test se guarda para el final
    train = rng.permutation(np.flatnonzero(es_train))
    val = rng.permutation(np.flatnonzero(es_val))
    return train, val


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
