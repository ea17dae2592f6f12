# unusual: sets and frozensets: a split is set difference, a fold is a set, random.sample chooses; indices come back as sorted lists
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, StackDataset, TensorDataset

NO_TRAIN = ValueError("after validation and test, no sample is left to train on")


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise NO_TRAIN
    rng = random.Random(f"holdout {seed}")
    labels = np.asarray(y).tolist()
    everything = frozenset(range(len(labels)))
    by_class = [{i for i in everything if labels[i] == c} for c in sorted(set(labels))] if stratify else [everything]
    val, test = set(), set()
    for members in by_class:
        n = len(members)
        chosen_val = set(rng.sample(sorted(members), round(val_fraction * n)))
        left = members - chosen_val
        chosen_test = set(rng.sample(sorted(left), min(round(test_fraction * n), len(left))))
        val |= chosen_val
        test |= chosen_test
    train = everything - val - test
    if not train:
        raise NO_TRAIN
    return sorted(train), sorted(val), sorted(test)


def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.float64) for a in (X_train, *others)]
    reference = arrays[0]
    mean = reference.mean(axis=0)
    std = reference.std(axis=0)
    for j, column in enumerate(reference.T):
        if len(set(column.tolist())) == 1:
            std[j] = 1.0
    return tuple(torch.tensor((a - mean) / std, dtype=torch.float32) for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"2 <= k <= {n_samples} is needed, not k = {k}")
    rng = random.Random(f"kfold {seed}")
    everything = frozenset(range(n_samples))
    remaining = set(everything)
    folds = []
    for i in range(k):
        size = len(remaining) // (k - i)  # what is left, among those that are left
        val = frozenset(rng.sample(sorted(remaining), size))
        remaining -= val
        folds.append((sorted(everything - val), sorted(val)))
    return folds


class Targets(torch.utils.data.Dataset):
    def __init__(self, y, rows):
        self.values = [float(y[r]) for r in rows]

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return torch.tensor([self.values[i]])


class Inputs(Targets):
    def __init__(self, X, rows):
        self.values = torch.tensor(np.asarray(X, dtype=np.float32)[rows])

    def __getitem__(self, i):
        return self.values[i]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def stacked(indices):
        rows = [int(i) for i in indices]
        return StackDataset(Inputs(X, rows), Targets(y, rows))

    g = torch.Generator()
    g.manual_seed(seed)
    return (
        DataLoader(stacked(train), batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(stacked(val), batch_size=batch_size),
    )


def evaluate(model, loader, criterion, device):
    training_modules = {m for m in model.modules() if m.training}
    model.eval()
    try:
        with torch.no_grad():
            pieces = {}
            for number, (inputs, targets) in enumerate(loader):
                inputs, targets = inputs.to(device), targets.to(device)
                pieces[number] = (criterion(model(inputs), targets).item(), len(inputs))
    finally:
        for m in training_modules:
            m.training = True
    return sum(loss * n for loss, n in pieces.values()) / sum(n for _, n in pieces.values())


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_curve, val_curve = {}, {}
    for epoch in range(epochs):
        model.train()
        pieces = {}
        for number, (inputs, targets) in enumerate(train_loader):
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            pieces[number] = (loss.item(), len(inputs))
        train_curve[epoch] = sum(loss * n for loss, n in pieces.values()) / sum(n for _, n in pieces.values())
        val_curve[epoch] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": list(train_curve.values()), "val_loss": list(val_curve.values())}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled.numpy(), y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        curves = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        last.append(curves["val_loss"][-1])
    return last
