# unusual: the dataset of a loader is a plain list of indices (collate_fn gathers the rows); ExitStack undoes modes; greedy dealing by largest deficit
from contextlib import ExitStack

import numpy as np
import torch
from torch.utils.data import DataLoader


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    shares = {"train": 1.0 - val_fraction - test_fraction, "val": val_fraction, "test": test_fraction}
    if shares["train"] <= 1e-12:
        raise ValueError("no share is left for training")
    order = np.random.default_rng([seed, 1]).permutation(len(y))
    parts = {name: [] for name in shares}
    counts = {}
    for i in order:
        label = np.asarray(y)[i].item() if stratify else "all"
        dealt = counts.setdefault(label, dict.fromkeys(shares, 0))
        so_far = sum(dealt.values()) + 1
        # the part that is owed most of this class receives the sample
        name = max(shares, key=lambda part: shares[part] * so_far - dealt[part])
        dealt[name] += 1
        parts[name].append(int(i))
    if not parts["train"]:
        raise ValueError("no sample is left to train on")
    return parts["train"], parts["val"], parts["test"]


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.longdouble)
    mean = X_train.sum(axis=0) / X_train.shape[0]
    moment = (X_train**2).sum(axis=0) / X_train.shape[0]
    varies = ~(X_train == X_train[0]).all(axis=0)
    std = np.ones_like(mean)
    std[varies] = np.sqrt(((X_train - mean) ** 2).sum(axis=0)[varies] / X_train.shape[0])
    assert moment.shape == std.shape
    return tuple(((np.asarray(A, dtype=np.longdouble) - mean) / std).astype(np.float32) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"{k} folds of {n_samples} samples?")
    deck = list(np.random.default_rng([seed, 2]).permutation(n_samples))
    hands = {player: [] for player in range(k)}
    turn = 0
    while deck:
        hands[turn % k].append(int(deck.pop()))
        turn += 1
    return [([i for other in hands if other != player for i in hands[other]], hands[player]) for player in hands]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.array(X), dtype=torch.float32)
    y = torch.as_tensor(np.array(y), dtype=torch.float32).unsqueeze(1)

    def gather(indices):
        rows = torch.tensor(indices, dtype=torch.long)
        return X[rows], y[rows]

    common = {"batch_size": batch_size, "collate_fn": gather}
    train_indices, val_indices = ([int(i) for i in part] for part in (train, val))
    train_loader = DataLoader(
        train_indices, shuffle=True, generator=torch.Generator().manual_seed(seed), **common
    )
    return train_loader, DataLoader(val_indices, **common)


def evaluate(model, loader, criterion, device):
    with ExitStack() as undo:
        for module in model.modules():
            undo.callback(module.__dict__.__setitem__, "training", module.training)
        undo.enter_context(torch.no_grad())
        model.eval()
        sums = torch.tensor([0.0, 0.0], dtype=torch.float64)
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            sums += torch.tensor([loss.item() * len(inputs), len(inputs)], dtype=torch.float64)
    return (sums[0] / sums[1]).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [None] * epochs, "val_loss": [None] * epochs}
    for epoch in range(epochs):
        sums = torch.tensor([0.0, 0.0], dtype=torch.float64)
        for inputs, targets in train_loader:
            with ExitStack() as after:
                after.callback(optimizer.zero_grad)
                model.train()
                loss = criterion(model(inputs.to(device)), targets.to(device))
                loss.backward()
                optimizer.step()
            sums += torch.tensor([loss.item() * len(inputs), len(inputs)], dtype=torch.float64)
        history["train_loss"][epoch] = (sums[0] / sums[1]).item()
        history["val_loss"][epoch] = evaluate(model, val_loader, criterion, device)
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = {}
    for number, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        _, scaled = standardize(np.asarray(X)[np.array(train)], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model().to("cpu")
        results[number] = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )["val_loss"][-1]
    return [results[number] for number in sorted(results)]
