# exercise: cross_validate
# mistake: Only the training rows of the fold are standardised; the validation rows keep their raw scale.
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no train")
    r = random.Random(seed)
    buckets = {}
    for i, label in enumerate(np.asarray(y).tolist()):
        buckets.setdefault(label if stratify else None, []).append(i)
    train, val, test = [], [], []
    for _, members in sorted(buckets.items(), key=lambda kv: str(kv[0])):
        r.shuffle(members)
        nv = round(val_fraction * len(members))
        nt = round(test_fraction * len(members))
        val += members[:nv]
        test += members[nv:nv + nt]
        train += members[nv + nt:]
    if not train:
        raise ValueError("no train")
    return train, val, test


def standardize(X_train, *others):
    t = torch.tensor(np.asarray(X_train, dtype=np.float64))
    mean = t.mean(dim=0)
    std = t.std(dim=0, unbiased=False)
    std[(t == t[0]).all(dim=0)] = 1.0
    result = []
    for arr in (X_train, *others):
        z = (torch.tensor(np.asarray(arr, dtype=np.float64)) - mean) / std
        result.append(z.float().numpy())
    return tuple(result)


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError("bad k")
    ids = list(range(n_samples))
    random.Random(seed).shuffle(ids)
    folds = [ids[i::k] for i in range(k)]
    return [([i for j, f in enumerate(folds) if j != v for i in f], folds[v]) for v in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    full = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1),
    )
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(Subset(full, [int(i) for i in train]), batch_size=batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(Subset(full, [int(i) for i in val]), batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    flag = model.training
    model.eval()
    acc = 0.0
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                acc += criterion(model(x), y).item() * x.size(0)
    finally:
        model.train(flag)
    return acc / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    hist = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        acc = 0.0
        for x, y in train_loader:
            model.train()
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            acc += loss.item() * x.size(0)
        hist["train_loss"].append(acc / len(train_loader.dataset))
        hist["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return hist


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_fold = np.array(X, dtype=np.float32)
        X_fold[train] = standardize(X_fold[train])[0]
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        hist = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        losses.append(hist["val_loss"][-1])
    return losses
