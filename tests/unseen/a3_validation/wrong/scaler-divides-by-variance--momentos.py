# exercise: standardize
# mistake: It computes the variance from the moments and divides by it, without the square root.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

# ---- reparto ----

def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("sin datos de entrenamiento")
    rng = np.random.default_rng([seed, 17])
    n = len(y)
    destino = np.zeros(n, dtype=int)  # 0 train, 1 val, 2 test
    clases = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(n, dtype=int)
    for c in range(clases.max() + 1):
        miembros = rng.permutation(np.flatnonzero(clases == c))
        nv = round(len(miembros) * val_fraction)
        nt = round(len(miembros) * test_fraction)
        destino[miembros[:nv]] = 1
        destino[miembros[nv:nv + nt]] = 2
    if not (destino == 0).any():
        raise ValueError("sin datos de entrenamiento")
    return tuple(rng.permutation(np.flatnonzero(destino == d)) for d in range(3))

# ---- escala ----

def momentos(X):
    X = np.asarray(X, dtype=np.float64)
    m1 = np.einsum("ij->j", X) / X.shape[0]
    m2 = np.einsum("ij,ij->j", X - m1, X - m1) / X.shape[0]
    m2[X.max(axis=0) == X.min(axis=0)] = 1.0  # columna constante: sólo se centra
    return m1, m2

def standardize(X_train, *others):
    m, v = momentos(X_train)
    return tuple(np.divide(np.subtract(A, m), v).astype(np.float32) for A in (X_train, *others))

def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k fuera de rango")
    grupo = np.arange(n_samples) % k
    np.random.default_rng(seed).shuffle(grupo)
    todos = np.arange(n_samples)
    return [(todos[grupo != g], todos[grupo == g]) for g in range(k)]

def make_loaders(X, y, train, val, *, batch_size, seed):
    X32 = np.asarray(X, dtype=np.float32)
    y32 = np.asarray(y, dtype=np.float32)[:, np.newaxis]
    i, j = np.asarray(train), np.asarray(val)
    ds = lambda s: TensorDataset(torch.from_numpy(X32[s]), torch.from_numpy(y32[s]))
    gen = torch.Generator().manual_seed(seed)
    return DataLoader(ds(i), batch_size=batch_size, shuffle=True, generator=gen), DataLoader(ds(j), batch_size=batch_size)

# ---- bucle ----

def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    L, N = [], []
    with torch.no_grad():
        for x, t in loader:
            L.append(criterion(model(x.to(device)), t.to(device)).item())
            N.append(len(x))
    model.train(modo)
    return float(np.dot(L, N) / np.sum(N))

def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curva = np.empty((epochs, 2))
    for e in range(epochs):
        model.train()
        L, N = [], []
        for x, t in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            L.append(loss.item())
            N.append(len(x))
        curva[e] = np.dot(L, N) / np.sum(N), evaluate(model, val_loader, criterion, device)
    return {"train_loss": curva[:, 0].tolist(), "val_loss": curva[:, 1].tolist()}

def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    finales = np.empty(k)
    for f, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        m, v = momentos(X[train])
        Z = (X - m) / np.sqrt(v)
        tl, vl = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        red = make_model()
        h = train_and_validate(red, tl, vl, criterion, make_optimizer(red), epochs=epochs, device=torch.device("cpu"))
        finales[f] = h["val_loss"][-1]
    return finales.tolist()
