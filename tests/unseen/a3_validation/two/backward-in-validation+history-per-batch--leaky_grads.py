# exercise: train_and_validate
# mistake: calls backward on the validation losses, whose gradients enter the first update of the next epoch, and appends a training loss per batch
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

f32 = np.float32


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    key = np.unique(y, return_inverse=True)[1].ravel() if stratify else np.zeros(len(y), int)
    part = np.zeros(len(y), int)                     # 0 train, 1 val, 2 test
    for c in range(key.max() + 1):
        idx = rng.permutation(np.flatnonzero(key == c))
        a = int(np.floor(val_fraction * idx.size + 0.5))
        b = a + int(np.floor(test_fraction * idx.size + 0.5))
        part[idx[:a]] = 1
        part[idx[a:b]] = 2
    order = rng.permutation(len(y))
    train, val, test = (order[part[order] == p] for p in range(3))
    if val_fraction + test_fraction >= 1 or train.size == 0:
        raise ValueError("nothing left to train on")
    return train, val, test


def standardize(X_train, *others):
    A = np.asarray(X_train, float)
    mu, sd = A.mean(0), A.std(0)
    flat = np.ptp(A, axis=0) == 0
    mu[flat], sd[flat] = A[0, flat], 1.0
    return tuple(((np.asarray(B, float) - mu) / sd).astype(f32) for B in (A,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples")
    perm = np.random.default_rng(seed).permutation(n_samples)
    cuts = np.linspace(0, n_samples, k + 1).astype(int)
    return [(np.r_[perm[:a], perm[b:]], perm[a:b]) for a, b in zip(cuts[:-1], cuts[1:])]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = np.asarray(X).astype(f32), np.asarray(y).astype(f32).reshape(-1, 1)

    def ds(idx):
        idx = np.asarray(idx, dtype=int)
        return TensorDataset(torch.from_numpy(X[idx]), torch.from_numpy(y[idx]))

    g = torch.Generator()
    g.manual_seed(seed)
    return DataLoader(ds(train), batch_size, shuffle=True, generator=g), DataLoader(ds(val), batch_size)


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    losses, sizes = [], []
    with torch.inference_mode():
        for x, t in loader:
            losses.append(criterion(model(x.to(device)), t.to(device)).item())
            sizes.append(len(x))
    model.train(mode)
    return float(np.average(losses, weights=sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    optimizer.zero_grad()
    for _ in range(epochs):
        model.train()
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            history["train_loss"].append(loss.item())
        model.eval()
        L, N = [], []
        for x, t in val_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            L.append(loss.item()); N.append(len(x))
        history["val_loss"].append(float(np.average(L, weights=N)))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = np.asarray(X, float)
    scores = []
    for tr, va in kfold_indices(len(X), k, seed=seed):
        mu, sd = X[tr].mean(0), X[tr].std(0)
        flat = np.ptp(X[tr], axis=0) == 0
        mu[flat], sd[flat] = X[tr][0, flat], 1.0
        loader, val_loader = make_loaders((X - mu) / sd, y, tr, va, batch_size=batch_size, seed=seed)
        net = make_model()
        opt = make_optimizer(net)
        for _ in range(epochs):
            net.train()
            for x, t in loader:
                opt.zero_grad()
                criterion(net(x), t).backward()
                opt.step()
        net.eval()
        with torch.no_grad():
            pairs = [(criterion(net(x), t).item(), len(x)) for x, t in val_loader]
        scores.append(sum(l * n for l, n in pairs) / sum(n for _, n in pairs))
    return scores
