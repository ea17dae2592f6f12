# exercise: kfold_indices
# mistake: Every validation window has ceil(n/k) samples; where n is no multiple of k, neighbouring windows overlap.
import math

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

CPU = torch.device("cpu")


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    gen = torch.Generator().manual_seed(seed)
    labels = np.asarray(y)
    n = len(labels)
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction must be < 1")
    groups = [np.nonzero(labels == c)[0] for c in sorted(set(labels.tolist()))] if stratify else [np.arange(n)]
    out = ([], [], [])
    for g in groups:
        g = torch.as_tensor(g)[torch.randperm(len(g), generator=gen)].tolist()
        v, t = round(len(g) * val_fraction), round(len(g) * test_fraction)
        out[0].extend(g[v + t :])
        out[1].extend(g[:v])
        out[2].extend(g[v : v + t])
    if not out[0]:
        raise ValueError("no sample left to train on")
    return out


def standardize(X_train, *others):
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean, std = ref.mean(0), ref.std(0, correction=0)
    std = torch.where(ref.amax(0) == ref.amin(0), torch.ones_like(std), std)
    return tuple(((torch.as_tensor(np.asarray(a)).double() - mean) / std).float() for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k} with {n_samples} samples")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed)).numpy()
    size = math.ceil(n_samples / k)
    folds = []
    for start in np.linspace(0, n_samples - size, k).round().astype(int):
        val = perm[start : start + size]
        folds.append((np.setdiff1d(perm, val), val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = np.asarray(X, dtype=np.float32), np.asarray(y, dtype=np.float32).reshape(-1, 1)
    tr, va = (TensorDataset(torch.from_numpy(X[list(ix)]), torch.from_numpy(y[list(ix)])) for ix in (train, val))
    shuffler = torch.Generator().manual_seed(seed)
    return DataLoader(tr, batch_size, shuffle=True, generator=shuffler), DataLoader(va, batch_size)


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    losses, sizes = [], []
    with torch.no_grad():
        for xb, yb in loader:
            losses.append(criterion(model(xb.to(device)), yb.to(device)).item())
            sizes.append(len(xb))
    model.train(mode)
    return float(np.average(losses, weights=sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_curve, val_curve = [], []
    for _ in range(epochs):
        model.train()
        losses, sizes = [], []
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb.to(device)), yb.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(xb))
        train_curve.append(float(np.average(losses, weights=sizes)))
        val_curve.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_curve, "val_loss": val_curve}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        Z = standardize(X[train], X)[1].numpy()
        train_loader, val_loader = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        net = make_model()
        curves = train_and_validate(
            net, train_loader, val_loader, criterion, make_optimizer(net), epochs=epochs, device=CPU
        )
        scores.append(curves["val_loss"][-1])
    return scores
