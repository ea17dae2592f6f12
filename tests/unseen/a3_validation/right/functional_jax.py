# unusual: pure functions: evaluate is functional_call over detached state, training uses torch.autograd.grad, histories by zip over a scan
from functools import partial, reduce

import numpy as np
import torch
from torch.func import functional_call
from torch.utils.data import DataLoader, TensorDataset


def _permute(seed, items):
    items = np.asarray(items)
    return items[np.argsort(np.random.default_rng(seed).random(len(items)))]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)

    def split_group(members):
        n = len(members)
        cuts = np.floor(np.cumsum([val_fraction, test_fraction]) * n + 0.5).astype(int)
        return np.split(members, np.minimum(cuts, n))

    order = _permute(seed, np.arange(len(y)))
    groups = [order[y[order] == c] for c in np.unique(y)] if stratify else [order]
    val, test, train = (np.concatenate(parts).astype(int) for parts in zip(*map(split_group, groups)))
    if val_fraction + test_fraction >= 1.0 or len(train) == 0:
        raise ValueError("no sample is left to train on")
    return train, val, test


def standardize(X_train, *others):
    X = np.asarray(X_train, np.float64)
    stats = X.mean(0), np.where(X.max(0) > X.min(0), X.std(0), 1.0)

    def apply(stats, A):
        mean, std = stats
        return ((np.asarray(A, np.float64) - mean) / std).astype(np.float32)

    return tuple(map(partial(apply, stats), (X, *others)))


def kfold_indices(n_samples, k, *, seed):
    if not (k >= 2 and k <= n_samples):
        raise ValueError("k")
    order = _permute(seed, np.arange(n_samples))
    bounds = [i * n_samples // k for i in range(k + 1)]
    pieces = [order[a:b] for a, b in zip(bounds, bounds[1:])]
    return [(np.setdiff1d(order, piece), piece) for piece in pieces]


def make_loaders(X, y, train, val, *, batch_size, seed):
    tensor = partial(torch.tensor, dtype=torch.float32)
    take = lambda ix: (tensor(np.asarray(X)[ix]), tensor(np.asarray(y)[ix])[:, None])  # noqa: E731
    train_ix, val_ix = (np.array([int(i) for i in ix], dtype=int) for ix in (train, val))
    key = torch.Generator()
    key.manual_seed(seed)
    return (
        DataLoader(TensorDataset(*take(train_ix)), batch_size=batch_size, shuffle=True, generator=key),
        DataLoader(TensorDataset(*take(val_ix)), batch_size=batch_size),
    )


def _mean(pairs):
    total, n = reduce(lambda acc, p: (acc[0] + p[0] * p[1], acc[1] + p[1]), pairs, (0.0, 0))
    return total / n


def evaluate(model, loader, criterion, device):
    state = {name: t.detach() for name, t in (*model.named_parameters(), *model.named_buffers())}

    def loss_of(batch):
        x, t = batch
        return criterion(functional_call(model, state, (x.to(device),)), t.to(device)).item(), len(x)

    mode = model.training
    with torch.no_grad():
        model.eval()
        result = _mean(map(loss_of, loader))
        model.train(mode)
    return result


def _update(model, criterion, optimizer, device, batch):
    x, t = (v.to(device) for v in batch)
    loss = criterion(model(x), t)
    params = [p for p in model.parameters() if p.requires_grad]
    for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
        p.grad = g
    optimizer.step()
    return loss.item(), len(x)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    update = partial(_update, model, criterion, optimizer, device)

    def epoch(_):
        model.train()
        return _mean(map(update, train_loader)), evaluate(model, val_loader, criterion, device)

    curves = list(zip(*map(epoch, range(epochs)))) or [(), ()]
    return dict(zip(("train_loss", "val_loss"), map(list, curves)))


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def run(fold):
        train, val = fold
        Z = standardize(X[train], X)[1]
        model = make_model()
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        fit = partial(train_and_validate, model, *loaders, criterion, make_optimizer(model))
        return fit(epochs=epochs, device=torch.device("cpu"))["val_loss"][-1]

    return list(map(run, kfold_indices(len(X), k, seed=seed)))
