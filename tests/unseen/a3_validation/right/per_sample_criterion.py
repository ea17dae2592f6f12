# unusual: evaluate asks the criterion for one sample at a time and averages; no loader-size arithmetic anywhere; walrus and chained iterators
from itertools import chain, repeat

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if (share := val_fraction + test_fraction) >= 1:
        raise ValueError(f"{share:.2f} of the samples are taken: none to train on")
    shuffled = np.random.default_rng(seed).permutation(len(y))
    key = np.asarray(y)[shuffled] if stratify else np.zeros(len(y))
    shuffled = shuffled[np.argsort(key, kind="stable")]  # class after class, shuffled inside
    sizes = np.unique(key, return_counts=True)[1]
    codes = np.array(
        list(
            chain.from_iterable(
                chain(repeat(1, v := round(n * val_fraction)), repeat(2, t := min(round(n * test_fraction), n - v)), repeat(0, n - v - t))
                for n in sizes.tolist()
            )
        )
    )
    if (codes != 0).all():
        raise ValueError("none to train on")
    return shuffled[codes == 0], shuffled[codes == 1], shuffled[codes == 2]


def standardize(X_train, *others):
    X = torch.tensor(np.asarray(X_train), dtype=torch.float64)
    std, mean = torch.std_mean(X, dim=0, correction=0)
    std[(X.max(dim=0).values - X.min(dim=0).values) == 0] = 1.0
    scaled = ((torch.tensor(np.asarray(A), dtype=torch.float64) - mean) / std for A in (X_train, *others))
    return tuple(A.to(torch.float32).numpy() for A in scaled)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    rotating = np.random.default_rng(seed).permutation(n_samples)
    sizes = [len(range(f, n_samples, k)) for f in range(k)]
    folds = []
    for size in sizes:
        val, train = rotating[:size], rotating[size:]
        folds.append((train.copy(), val.copy()))
        rotating = np.roll(rotating, -size)  # the next fold comes to the front
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    x = torch.tensor(np.asarray(X), dtype=torch.float32)
    t = torch.tensor(np.asarray(y), dtype=torch.float32)
    loaders = []
    for indices, options in (
        (train, {"shuffle": True, "generator": torch.Generator().manual_seed(seed)}),
        (val, {}),
    ):
        rows = torch.tensor(np.array(indices, dtype=np.int64))
        loaders.append(DataLoader(TensorDataset(x[rows], t[rows].unflatten(0, (-1, 1))), batch_size, **options))
    return tuple(loaders)


def _sample_losses(model, loader, criterion, device):
    for inputs, targets in loader:
        targets = targets.to(device)
        outputs = model(inputs.to(device))
        for i in range(len(outputs)):
            yield criterion(outputs[i : i + 1], targets[i : i + 1]).item()


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            losses = list(_sample_losses(model, loader, criterion, device))
    finally:
        model.train(mode)
    return sum(losses) / len(losses)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    while (done := len(history["val_loss"])) < epochs:
        losses = []  # one entry per sample: the loss of its batch
        for inputs, targets in train_loader:
            model.train()
            optimizer.zero_grad()
            (loss := criterion(model(inputs.to(device)), targets.to(device))).backward()
            optimizer.step()
            losses.extend([loss.item()] * len(inputs))
        history["train_loss"].append(sum(losses) / len(losses))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        assert len(history["val_loss"]) == done + 1
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one(train, val):
        everything = standardize(X[train], X)[1]
        loaders = make_loaders(everything, y, train, val, batch_size=batch_size, seed=seed)
        optimizer = make_optimizer(model := make_model())
        history = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [one(*fold) for fold in kfold_indices(len(X), k, seed=seed)]
