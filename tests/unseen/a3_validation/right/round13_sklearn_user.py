# how: leans on scikit-learn: StratifiedKFold-free train_test_split with absolute sizes, StandardScaler, KFold; Subset datasets
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Subset, TensorDataset


def _por_clase(y, val_fraction, test_fraction, seed):
    """Un train_test_split dentro de cada clase: así las cuentas por clase son exactas."""
    train, val, test = [], [], []
    for c in np.unique(y):
        idx = np.flatnonzero(y == c)
        nv, nt = round(val_fraction * len(idx)), round(test_fraction * len(idx))
        tr, va, te = _partir(idx, nv, nt, seed)
        train.append(tr), val.append(va), test.append(te)
    rng = np.random.RandomState(seed)
    return tuple(rng.permutation(np.concatenate(p)) for p in (train, val, test))


def _partir(idx, nv, nt, seed):
    vacio = np.array([], dtype=int)
    if nv + nt >= len(idx):       # train_test_split no acepta partes vacías
        p = np.random.RandomState(seed).permutation(idx)
        return p[nv + nt:], p[:nv], p[nv:nv + nt]
    resto, test = train_test_split(idx, test_size=nt, random_state=seed) if nt else (idx, vacio)
    train, val = train_test_split(resto, test_size=nv, random_state=seed + 1) if nv else (resto, vacio)
    if not nv and not nt:
        train = np.random.RandomState(seed).permutation(train)
    return train, val, test


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    if min(val_fraction, test_fraction) < 0 or val_fraction + test_fraction >= 1 - 1e-12:
        raise ValueError("las fracciones no dejan muestras para entrenar")
    if stratify:
        partes = _por_clase(y, val_fraction, test_fraction, seed)
    else:
        partes = _partir(np.arange(n), round(val_fraction * n), round(test_fraction * n), seed)
    if len(partes[0]) == 0:
        raise ValueError("train quedó vacío")
    return partes


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(A, dtype=np.float64)).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    kf = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(kf.split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    ds = TensorDataset(
        torch.as_tensor(np.asarray(X), dtype=torch.float32),
        torch.as_tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1),
    )
    g = torch.Generator()
    g.manual_seed(seed)
    tr = Subset(ds, [int(i) for i in train])
    va = Subset(ds, [int(i) for i in val])
    return DataLoader(tr, batch_size, shuffle=True, generator=g), DataLoader(va, batch_size)


def evaluate(model, loader, criterion, device):
    was = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            total += criterion(model(xb), yb).item() * len(xb)
    model.train(was)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        history["train_loss"].append(total / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        (_, Xs) = standardize(X[train], X)
        loaders = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        out.append(train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)["val_loss"][-1])
    return out
