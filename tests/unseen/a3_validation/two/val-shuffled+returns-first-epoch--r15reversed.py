# exercise: make_loaders, cross_validate
# mistake: make_loaders builds both loaders in one comprehension with shuffle=True; cross_validate turns the curve round and takes its last value, which is the first epoch's
import numpy as np
import torch
import torch.utils.data as tud


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = y.size
    rng = np.random.RandomState(seed)
    keys = rng.rand(n)
    codes = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(n, dtype=int)
    # rank of each sample inside its class, in random order
    order = np.lexsort((keys, codes))
    counts = np.bincount(codes)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rank = np.empty(n, dtype=int)
    rank[order] = np.arange(n) - starts[codes[order]]
    n_val = np.rint(counts * val_fraction).astype(int)[codes]
    n_test = np.rint(counts * test_fraction).astype(int)[codes]
    is_val = rank < n_val
    is_test = (rank >= n_val) & (rank < n_val + n_test)
    is_train = ~(is_val | is_test)
    if val_fraction + test_fraction >= 1 or not is_train.any():
        raise ValueError("empty training set")
    shuffled = np.argsort(keys)
    return tuple(shuffled[mask[shuffled]] for mask in (is_train, is_val, is_test))


def standardize(X_train, *others):
    A = np.array(X_train, dtype=np.float64)
    mu = A.mean(axis=0, keepdims=True)
    sd = np.sqrt(np.mean((A - mu) ** 2, axis=0, keepdims=True))
    sd = np.where((A == A[:1]).all(axis=0, keepdims=True), 1.0, sd)
    return tuple(np.float32((np.asarray(B, dtype=np.float64) - mu) / sd) for B in (A,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("need 2 <= k <= n_samples")
    perm = np.random.RandomState(seed).permutation(n_samples)
    edges = np.linspace(0, n_samples, k + 1).round().astype(int)
    return [(np.r_[perm[:a], perm[b:]], perm[a:b]) for a, b in zip(edges[:-1], edges[1:])]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X32 = np.asarray(X, dtype=np.float32)
    y32 = np.asarray(y, dtype=np.float32).reshape(-1, 1)
    parts = [np.fromiter((int(i) for i in idx), dtype=int) for idx in (train, val)]
    sets = [tud.TensorDataset(torch.from_numpy(X32[i]), torch.from_numpy(y32[i])) for i in parts]
    gens = [torch.Generator().manual_seed(seed) for _ in sets]
    train_loader, val_loader = (
        tud.DataLoader(d, batch_size=batch_size, shuffle=True, generator=g) for d, g in zip(sets, gens)
    )
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.train(False)
    losses, sizes = [], []
    with torch.no_grad():
        for x, y in loader:
            out = model(x.to(device))
            losses.append(criterion(out, y.to(device)).item())
            sizes.append(len(x))
    model.train(mode)
    return float(np.dot(losses, sizes) / np.sum(sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = np.zeros((2, epochs))
    for e in range(epochs):
        model.train(True)
        losses, sizes = [], []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(x))
        curves[0, e] = np.average(losses, weights=sizes)
        curves[1, e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": curves[0].tolist(), "val_loss": curves[1].tolist()}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = np.asarray(X, dtype=np.float64)
    folds = kfold_indices(len(X), k, seed=seed)
    last = np.empty(k)
    for f, (train, val) in enumerate(folds):
        Z = np.empty_like(X, dtype=np.float32)
        Z[train], Z[val] = standardize(X[train], X[val])
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        h = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        newest_first = np.flip(h["val_loss"])
        last[f] = newest_first[-1]
    return last.tolist()
