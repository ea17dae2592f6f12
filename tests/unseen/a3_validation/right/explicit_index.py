# Explicit indices: samples are dealt out one by one, each to the part that is owed most (error diffusion);
# columns are standardised one at a time; the evaluation asks the criterion about each row by itself.
# reads: the criterion is the mean over the batch, so the mean over rows of its value on single rows is the same number.
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset


def _deal(indices, fractions):
    owed = [0.0, 0.0, 0.0]
    parts = [[], [], []]
    for i in indices:
        for p in range(3):
            owed[p] += fractions[p]
        best = 0
        for p in range(1, 3):
            if fractions[p] > 0 and owed[p] > owed[best] + 1e-9:
                best = p
        owed[best] -= 1.0
        parts[best].append(i)
    return parts


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    train_fraction = 1.0 - val_fraction - test_fraction
    if train_fraction < 1e-9:
        raise ValueError("no sample is left to train on")
    rng = random.Random(seed)
    groups = {}
    for i in range(len(y)):
        key = int(y[i]) if stratify else 0
        if key not in groups:
            groups[key] = []
        groups[key].append(i)
    train, val, test = [], [], []
    for key in sorted(groups):
        members = groups[key]
        rng.shuffle(members)
        a, b, c = _deal(members, (train_fraction, val_fraction, test_fraction))
        train += a
        val += b
        test += c
    if len(train) == 0:
        raise ValueError("no sample is left to train on")
    for part in (train, val, test):
        rng.shuffle(part)
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train)
    n, d = X_train.shape
    means, deviations = [], []
    for j in range(d):
        column = [float(X_train[i, j]) for i in range(n)]
        if min(column) == max(column):
            means.append(column[0])
            deviations.append(1.0)
            continue
        mean = sum(column) / n
        means.append(mean)
        deviations.append((sum((v - mean) ** 2 for v in column) / n) ** 0.5)
    result = []
    for array in (X_train,) + others:
        array = np.asarray(array)
        out = np.empty(array.shape, dtype=np.float32)
        for j in range(d):
            out[:, j] = (array[:, j].astype(np.float64) - means[j]) / deviations[j]
        result.append(out)
    return tuple(result)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k must be at least 2")
    if k > n_samples:
        raise ValueError("k cannot be larger than n_samples")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    fold_of = [0] * n_samples
    for position in range(n_samples):
        fold_of[order[position]] = position % k
    folds = []
    for f in range(k):
        train = [i for i in range(n_samples) if fold_of[i] != f]
        val = [i for i in range(n_samples) if fold_of[i] == f]
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    def table(rows):
        inputs = torch.zeros(len(rows), X.shape[1], dtype=torch.float32)
        targets = torch.zeros(len(rows), 1, dtype=torch.float32)
        for position in range(len(rows)):
            row = int(rows[position])
            inputs[position] = torch.as_tensor(X[row], dtype=torch.float32)
            targets[position, 0] = float(y[row])
        return TensorDataset(inputs, targets)

    generator = torch.Generator().manual_seed(seed)
    sampler = SubsetRandomSampler(range(len(train)), generator=generator)  # every position of the training table
    return (
        DataLoader(table(train), batch_size=batch_size, sampler=sampler),
        DataLoader(table(val), batch_size=batch_size, shuffle=False, drop_last=False),
    )


def evaluate(model, loader, criterion, device):
    was = model.training
    model.eval()
    total, n = 0.0, 0
    for batch in loader:
        inputs = batch[0].to(device)
        targets = batch[1].to(device)
        with torch.no_grad():
            outputs = model(inputs)
            for i in range(outputs.shape[0]):
                total += criterion(outputs[i : i + 1], targets[i : i + 1]).item()
                n += 1
    model.train(was)
    return total / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        total = 0.0
        samples = 0
        for b, batch in enumerate(train_loader):
            inputs = batch[0].to(device)
            targets = batch[1].to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            for p in model.parameters():
                p.grad = None
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.shape[0]
            samples += inputs.shape[0]
        history["train_loss"].append(total / samples)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    folds = kfold_indices(len(X), k, seed=seed)
    result = []
    for f in range(len(folds)):
        train, val = folds[f][0], folds[f][1]
        X_train, X_all = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_all, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        result.append(history["val_loss"][epochs - 1])
    return result
