# unusual: the split is decided by each sample's fractional rank within its class; evaluate joins all outputs and asks the criterion once
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1 - 1e-9:
        raise ValueError("nothing would be left to train on")
    y = np.asarray(y)
    groups = y if stratify else np.zeros(len(y), dtype=int)
    order = np.random.default_rng(seed).permutation(len(y))
    rank = np.empty(len(y))
    for value in np.unique(groups):
        members = order[groups[order] == value]
        rank[members] = (np.arange(len(members)) + 0.5) / len(members)
    part = np.digitize(rank, [val_fraction, val_fraction + test_fraction])  # 0 val, 1 test, 2 train
    if not (part == 2).any():
        raise ValueError("nothing is left to train on")
    return tuple(order[part[order] == code] for code in (2, 0, 1))


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    center = X_train.mean(axis=0)
    scale = X_train.std(axis=0, ddof=0)
    scale[np.ptp(X_train, axis=0) == 0] = 1.0
    return tuple(((np.asarray(A, dtype=np.float64) - center) / scale).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} must lie between 2 and {n_samples}")
    label = np.random.default_rng(seed).permutation(np.arange(n_samples) % k)
    return [(np.flatnonzero(label != fold), np.flatnonzero(label == fold)) for fold in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    inputs = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y), dtype=torch.float32)[:, None]

    def subset(indices):
        where = torch.as_tensor(np.asarray(indices, dtype=np.int64))
        return TensorDataset(inputs[where], targets[where])

    shuffler = torch.Generator().manual_seed(seed)
    return (
        DataLoader(subset(train), batch_size=batch_size, shuffle=True, generator=shuffler),
        DataLoader(subset(val), batch_size=batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    with torch.no_grad():
        pairs = [(model(x.to(device)), t.to(device)) for x, t in loader]
        outputs, targets = (torch.cat(column) for column in zip(*pairs))
        loss = criterion(outputs, targets)
    model.train(mode)
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        model.train()
        losses, sizes = [], []
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(x))
        train_loss.append(float(np.average(losses, weights=sizes)))
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        scores.append(history["val_loss"][-1])
    return scores
