# unusual: evaluate works on a deep copy in eval mode (the caller's model is never touched); all models of the cross-validation are made beforehand
import copy

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

INT = np.int64


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left for training")
    y = np.asarray(y)
    keys = np.random.RandomState(seed).uniform(size=len(y))
    strata = np.unique(y, return_inverse=True)[1].ravel() if stratify else np.zeros(len(y), dtype=INT)
    order = np.lexsort((keys, strata))  # by stratum, then at random
    sizes = np.bincount(strata)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    place = np.arange(len(y)) - np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    in_val = place < np.rint(val_fraction * size)
    in_test = ~in_val & (place < np.rint((val_fraction + test_fraction) * size))
    train, val, test = order[~in_val & ~in_test], order[in_val], order[in_test]
    if train.size == 0:
        raise ValueError("nothing left for training")
    return train, val, test


def standardize(X_train, *others):
    stacked = [np.asarray(A, dtype=np.float64) for A in (X_train, *others)]
    mu = stacked[0].mean(axis=0, keepdims=True)
    deviations = stacked[0] - mu
    sigma = np.sqrt(np.square(deviations).sum(axis=0, keepdims=True) / len(deviations))
    same = np.all(stacked[0] == stacked[0][:1], axis=0, keepdims=True)
    sigma = np.where(same, 1.0, sigma)
    return tuple(np.asarray((A - mu) / sigma, dtype=np.float32) for A in stacked)


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError(f"k must be one of 2..{n_samples}")
    order = np.random.RandomState(seed).permutation(n_samples)
    fold_of = np.empty(n_samples, dtype=INT)
    fold_of[order] = np.resize(np.arange(k), n_samples)
    everything = np.arange(n_samples)
    return [(everything[fold_of != f], everything[fold_of == f]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(indices):
        rows = np.asarray(indices, dtype=INT)
        return TensorDataset(
            torch.tensor(np.asarray(X)[rows], dtype=torch.float32),
            torch.tensor(np.asarray(y)[rows], dtype=torch.float32).reshape(len(rows), 1),
        )

    train_set, val_set = dataset(train), dataset(val)
    sampler = SubsetRandomSampler(range(len(train_set)), generator=torch.Generator().manual_seed(seed))
    return DataLoader(train_set, batch_size, sampler=sampler), DataLoader(val_set, batch_size)


def evaluate(model, loader, criterion, device):
    twin = copy.deepcopy(model).to(device).eval()
    weighted, rows = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(twin(inputs.to(device)), targets.to(device))
            weighted += loss.item() * inputs.shape[0]
            rows += inputs.shape[0]
    return weighted / rows


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    model.train()  # nobody changes it below: evaluate looks at a copy
    train_loss, val_loss = [], []
    for _ in range(epochs):
        weighted, rows = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            weighted += loss.item() * inputs.shape[0]
            rows += inputs.shape[0]
        train_loss.append(weighted / rows)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"val_loss": val_loss, "train_loss": train_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    folds = kfold_indices(len(X), k, seed=seed)
    models = [make_model() for _ in folds]
    optimizers = [make_optimizer(model) for model in models]
    results = []
    for (train, val), model, optimizer in zip(folds, models, optimizers, strict=True):
        scaled = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        results.append(history["val_loss"].pop())
    return results
