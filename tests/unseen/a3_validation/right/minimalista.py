import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng, y = np.random.default_rng(seed), np.asarray(y)
    groups = [np.flatnonzero(y == c) for c in np.unique(y)] if stratify else [np.arange(len(y))]
    out = [], [], []
    for g in map(rng.permutation, groups):
        a = round(len(g) * val_fraction)
        b = a + round(len(g) * test_fraction)
        for part, piece in zip(out, (g[b:], g[:a], g[a:b])): part.append(piece)
    train, val, test = (rng.permutation(np.concatenate(p)) for p in out)
    if not len(train) or val_fraction + test_fraction >= 1: raise ValueError("no train samples")
    return train, val, test


def standardize(X_train, *others):
    T = np.asarray(X_train, np.float64)
    m, s = T.mean(0), T.std(0)
    s[(T == T[:1]).all(0)] = 1
    return tuple(((np.asarray(A, np.float64) - m) / s).astype(np.float32) for A in (T, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples: raise ValueError("2 <= k <= n_samples")
    p = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(np.concatenate(p[:i] + p[i + 1:]), p[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = torch.as_tensor(np.asarray(X)).float(), torch.as_tensor(np.asarray(y)).float()[:, None]
    tr, va = [TensorDataset(X[i], y[i]) for i in (np.asarray(train, np.int64), np.asarray(val, np.int64))]
    g = torch.Generator().manual_seed(seed)
    return DataLoader(tr, batch_size, shuffle=True, generator=g), DataLoader(va, batch_size)


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    r = [(criterion(model(x.to(device)), y.to(device)).item(), len(x)) for x, y in loader]
    model.train(mode)
    return sum(l * n for l, n in r) / sum(n for _, n in r)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    h = {"train_loss": [], "val_loss": []}
    model.train()  # evaluate la devuelve a este modo
    for _ in range(epochs):
        r = []
        for x, y in train_loader:
            loss = criterion(model(x.to(device)), y.to(device))
            optimizer.zero_grad(); loss.backward(); optimizer.step()
            r.append((loss.item(), len(x)))
        h["train_loss"].append(sum(l * n for l, n in r) / sum(n for _, n in r))
        h["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return h


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = []
    for tr, va in kfold_indices(len(X), k, seed=seed):
        loaders = make_loaders(standardize(X[tr], X)[1], y, tr, va, batch_size=batch_size, seed=seed)
        m = make_model()
        o = make_optimizer(m)
        h = train_and_validate(m, *loaders, criterion, o, epochs=epochs, device=torch.device("cpu"))
        out.append(h["val_loss"][-1])
    return out
