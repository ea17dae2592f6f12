import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    # pos(i) en (0, 1): el lugar de la muestra i dentro de su clase, ya barajada
    y = np.asarray(y)
    m = y.shape[0]
    etiquetas = y if stratify else np.zeros(m, dtype=int)
    rng = np.random.RandomState(seed)
    pos = np.zeros(m)
    for c in np.unique(etiquetas):
        idx = np.nonzero(etiquetas == c)[0]
        mc = idx.size
        pos[idx] = (rng.permutation(mc) + 0.5) / mc
    es_test = pos < test_fraction
    es_val = (pos >= test_fraction) & (pos < test_fraction + val_fraction)
    es_train = ~(es_test | es_val)
    if val_fraction + test_fraction >= 1 or not es_train.any():
        raise ValueError("train quedaría vacío")
    orden = rng.permutation(m)
    return orden[es_train[orden]], orden[es_val[orden]], orden[es_test[orden]]


def standardize(X_train, *others):
    A = np.array(X_train, dtype=float)
    m = A.shape[0]
    mu = A.sum(0) / m
    sigma = np.sqrt(((A - mu) ** 2).sum(0) / m)
    sigma[np.ptp(A, axis=0) == 0] = 1
    return tuple(((np.array(B, dtype=float) - mu) / sigma).astype("float32") for B in (A,) + others)


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k fuera de rango")
    # a cada muestra le toca un fold: 0,1,...,k-1,0,1,... barajado
    fold = np.random.RandomState(seed).permutation(np.arange(n_samples) % k)
    return [(np.nonzero(fold != j)[0], np.nonzero(fold == j)[0]) for j in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def datos(idx):
        idx = np.array(idx, dtype=int)
        A = np.array(X, dtype=np.float32)[idx, :]
        b = np.array(y, dtype=np.float32)[idx][:, None]
        return TensorDataset(torch.from_numpy(A), torch.from_numpy(b))

    g = torch.Generator().manual_seed(seed)
    return (
        DataLoader(datos(train), batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(datos(val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.train(False)
    J = np.zeros(len(loader))
    m = np.zeros(len(loader))
    with torch.no_grad():
        for b, (A, t) in enumerate(loader):
            A = A.to(device)
            t = t.to(device)
            J[b] = criterion(model(A), t).item()
            m[b] = A.shape[0]
    model.train(modo)
    return float(np.dot(J, m) / np.sum(m))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    Jtrain = np.zeros(epochs)
    Jval = np.zeros(epochs)
    B = len(train_loader)
    for e in range(epochs):
        model.train(True)
        J = np.zeros(B)
        m = np.zeros(B)
        for b, (A, t) in enumerate(train_loader):
            A = A.to(device)
            t = t.to(device)
            costo = criterion(model(A), t)
            for p in model.parameters():
                p.grad = None
            costo.backward()
            optimizer.step()
            J[b] = costo.item()
            m[b] = A.shape[0]
        Jtrain[e] = np.dot(J, m) / np.sum(m)
        Jval[e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": Jtrain.tolist(), "val_loss": Jval.tolist()}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    J = np.zeros(k)
    folds = kfold_indices(len(X), k, seed=seed)
    for j in range(k):
        tr, va = folds[j]
        Atr, Ava = standardize(X[tr, :], X[va, :])
        ntr, nva = len(tr), len(va)
        A = np.vstack([Atr, Ava])
        t = np.concatenate([y[tr], y[va]])
        cargadores = make_loaders(
            A, t, np.arange(ntr), np.arange(ntr, ntr + nva), batch_size=batch_size, seed=seed
        )
        red = make_model()
        opt = make_optimizer(red)
        h = train_and_validate(red, *cargadores, criterion, opt, epochs=epochs, device=torch.device("cpu"))
        J[j] = h["val_loss"][epochs - 1]
    return J.tolist()
