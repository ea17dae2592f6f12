# PyTorch only: torch.unique and stable argsort for the strata, autograd.grad for the updates, decorators for the modes.
import functools

import numpy as np
import torch
from torch.func import functional_call
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if 1 - (val_fraction + test_fraction) < 1e-9:
        raise ValueError("train would be empty")
    n = len(y)
    generator = torch.Generator()
    generator.manual_seed(seed)
    shuffled = torch.randperm(n, generator=generator)
    if stratify:
        _, codes = torch.unique(torch.as_tensor(np.ascontiguousarray(y)), return_inverse=True)
    else:
        codes = torch.zeros(n, dtype=torch.long)
    counts = torch.bincount(codes)
    by_class = shuffled[torch.argsort(codes[shuffled], stable=True)]
    label = torch.full((n,), 0)
    for block in by_class.split(counts.tolist()):
        a = round(len(block) * val_fraction)
        b = a + round(len(block) * test_fraction)
        label[block[:a]] = 1
        label[block[a:b]] = 2
    mixed = label[shuffled]
    parts = tuple(shuffled[mixed == code] for code in range(3))
    if parts[0].nelement() == 0:
        raise ValueError("train would be empty")
    return parts


def standardize(X_train, *others):
    base = torch.as_tensor(np.ascontiguousarray(X_train)).to(torch.float64)
    offset = base[0]  # by differences to the first row, a constant column is exactly zero
    mean = offset + (base - offset).mean(0)
    std = (base - mean).square().mean(0).sqrt()
    std = torch.where((base == offset).all(0), torch.ones_like(std), std)
    arrays = (torch.as_tensor(np.ascontiguousarray(a)).to(torch.float64) for a in (X_train, *others))
    return tuple(((a - mean) / std).to(torch.float32) for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError("k out of range")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    fold = torch.arange(n_samples) % k
    return [(order[fold != i], order[fold == i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(np.ascontiguousarray(X)).float()
    y = torch.as_tensor(np.ascontiguousarray(y)).float()[:, None]
    train, val = (torch.as_tensor(np.asarray(rows, dtype=np.int64)) for rows in (train, val))
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(TensorDataset(X[train], y[train]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(X[val], y[val]), batch_size),
    )


def in_mode(training):
    """Decorator: run with the model (first argument) in this mode, and put its mode back."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(model, *args, **kwargs):
            before = model.training
            model.train(training)
            try:
                return function(model, *args, **kwargs)
            finally:
                model.train(before)

        return wrapper

    return decorate


@in_mode(False)
@torch.inference_mode()
def evaluate(model, loader, criterion, device):
    state = dict(model.named_parameters())
    total = samples = 0
    for inputs, targets in loader:
        loss = criterion(functional_call(model, state, (inputs.to(device),)), targets.to(device))
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return float(total / samples)


@in_mode(True)
@torch.enable_grad()
def _train(model, loader, criterion, optimizer, device):
    trainable = [p for p in model.parameters() if p.requires_grad]
    total = samples = 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        for p, g in zip(trainable, torch.autograd.grad(loss, trainable, allow_unused=True)):
            p.grad = g
        optimizer.step()
        total += loss.item() * len(inputs)
        samples += len(inputs)
    return float(total / samples)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = dict(train_loss=[], val_loss=[])
    for _ in range(epochs):
        history["train_loss"].append(_train(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = np.asarray(X)
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train.numpy()], X[val.numpy()])
        scaled = torch.empty(X.shape, dtype=torch.float32)
        scaled[train], scaled[val] = X_train, X_val
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curves = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        out.append(curves["val_loss"][-1])
    return out
