import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, BatchSampler, Sampler


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = y.shape[0]
    if round((val_fraction + test_fraction) * n) >= n:
        raise ValueError("No training samples left")
    rng = np.random.Generator(np.random.PCG64(seed))
    order = rng.permutation(n)
    is_val = np.zeros(n, dtype=bool)
    is_test = np.zeros(n, dtype=bool)
    groups = np.unique(y) if stratify else [None]
    for g in groups:
        members = order if g is None else order[y[order] == g]
        nv = int(np.floor(val_fraction * len(members) + 0.5))
        nt = int(np.floor(test_fraction * len(members) + 0.5))
        is_val[members[:nv]] = True
        is_test[members[nv:nv + nt]] = True
    is_train = ~(is_val | is_test)
    if is_train.sum() == 0:
        raise ValueError("No training samples left")
    return order[is_train[order]], order[is_val[order]], order[is_test[order]]


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.sum(axis=0) / X_train.shape[0]
    centered = X_train - mean
    var = (centered * centered).sum(axis=0) / X_train.shape[0]
    const = (X_train == X_train[0]).all(axis=0)
    mean = np.where(const, X_train[0], mean)
    scale = np.where(const, 1.0, np.sqrt(var))
    return tuple(((np.asarray(a, dtype=np.float64) - mean) / scale).astype("f4") for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("bad k")
    order = np.random.Generator(np.random.PCG64(seed)).permutation(n_samples)
    edges = np.linspace(0, n_samples, k + 1).astype(int)
    result = []
    for a, b in zip(edges[:-1], edges[1:]):
        result.append((np.r_[order[:a], order[b:]], order[a:b]))
    return result


class EpochShuffle(Sampler):
    """A new permutation every epoch that depends on (seed, epoch) only."""

    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        perm = np.random.default_rng([self.seed, self.epoch]).permutation(self.n)
        self.epoch += 1
        return iter(perm.tolist())


def make_loaders(X, y, train, val, *, batch_size, seed):
    Xf, yf = np.asarray(X, dtype=np.float32), np.asarray(y, dtype=np.float32)[:, np.newaxis]
    train, val = np.asarray(train, dtype=int), np.asarray(val, dtype=int)
    train_set = TensorDataset(torch.from_numpy(Xf[train]), torch.from_numpy(yf[train]))
    val_set = TensorDataset(torch.from_numpy(Xf[val]), torch.from_numpy(yf[val]))
    batches = BatchSampler(EpochShuffle(len(train_set), seed), batch_size, drop_last=False)
    return DataLoader(train_set, batch_sampler=batches), DataLoader(val_set, batch_size=batch_size)


def evaluate(model, loader, criterion, device):
    # all the outputs together, one single loss: it is the mean per sample
    mode = model.training
    model.eval()
    outputs, targets = [], []
    with torch.no_grad():
        for xb, yb in loader:
            outputs.append(model(xb.to(device)))
            targets.append(yb.to(device))
        loss = criterion(torch.cat(outputs), torch.cat(targets))
    model.train(mode)
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_curve, val_curve = [], []
    for epoch in range(epochs):
        # --- train ---
        losses, sizes = [], []
        model.train()
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(xb.size(0))
        train_curve.append(float(np.average(losses, weights=sizes)))
        # --- validate ---
        losses, sizes = [], []
        model.eval()
        with torch.no_grad():
            for xb, yb in val_loader:
                xb, yb = xb.to(device), yb.to(device)
                losses.append(criterion(model(xb), yb).item())
                sizes.append(xb.size(0))
        val_curve.append(float(np.average(losses, weights=sizes)))
    return {"train_loss": train_curve, "val_loss": val_curve}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        Xtr, Xva = standardize(X[train], X[val])
        ytr = y[train].astype("f4").reshape(-1, 1)
        yva = y[val].astype("f4").reshape(-1, 1)
        train_loader = DataLoader(TensorDataset(torch.from_numpy(Xtr), torch.from_numpy(ytr)), batch_size=batch_size,
                                  shuffle=True, generator=torch.Generator().manual_seed(seed))
        xv, tv = torch.from_numpy(Xva), torch.from_numpy(yva)
        net = make_model()
        opt = make_optimizer(net)
        for epoch in range(epochs):
            net.train()
            for xb, tb in train_loader:
                opt.zero_grad()
                criterion(net(xb), tb).backward()
                opt.step()
        net.eval()
        with torch.no_grad():
            last.append(criterion(net(xv), tv).item())
    return last
