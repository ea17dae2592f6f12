# exercise: kfold_indices
# mistake: the helper that takes out fold i shuffles all samples again each time it is called, so the validation parts overlap and some samples are never in one.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Rank every sample by its relative position within its (shuffled) class, then cut the ranking."""
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(n * val_fraction), round(n * test_fraction)
    if n - n_val - n_test <= 0 or val_fraction + test_fraction >= 1:
        raise ValueError("fractions leave no training samples")

    generator = np.random.default_rng(seed)
    labels = y if stratify else np.zeros(n, dtype=int)
    position = np.empty(n)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + 0.5) / len(members)
    ranking = np.argsort(position, kind="stable")

    val = ranking[:n_val]
    test = ranking[n_val:n_val + n_test]
    train = ranking[n_val + n_test:]
    return generator.permutation(train), generator.permutation(val), generator.permutation(test)


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    desv[np.ptp(X_train, axis=0) == 0] = 1.0     # columnas constantes: solo se centran
    return tuple(((np.asarray(A) - media) / desv).astype(np.float32) for A in (X_train, *others))


def _fold(i, n_samples, k, rng):
    """Training and validation indices of fold i."""
    indices = np.arange(n_samples)
    rng.shuffle(indices)
    limits = np.linspace(0, n_samples, k + 1).astype(int)
    is_val = np.zeros(n_samples, dtype=bool)
    is_val[limits[i]:limits[i + 1]] = True
    return indices[~is_val], indices[is_val]


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("at least two folds are needed")
    if k > n_samples:
        raise ValueError("more folds than samples")
    rng = np.random.default_rng(seed)
    return [_fold(i, n_samples, k, rng) for i in range(k)]


class TableDataset(Dataset):
    def __init__(self, X, y, rows):
        rows = [int(i) for i in rows]
        self.X = np.asarray(X, dtype=np.float32)[rows]
        self.y = np.asarray(y, dtype=np.float32)[rows].reshape(-1, 1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.from_numpy(self.y[i])


def make_loaders(X, y, train, val, *, batch_size, seed):
    return (
        DataLoader(
            TableDataset(X, y, train), batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
        ),
        DataLoader(TableDataset(X, y, val), batch_size, shuffle=False),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.train(False)
    try:
        total = 0.0
        for batch in loader:
            inputs, targets = [t.to(device) for t in batch]
            total += criterion(model(inputs), targets).item() * targets.shape[0]
        return total / len(loader.dataset)
    finally:
        model.train(was_training)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for epoch in range(epochs):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * inputs.size(0)
            n += inputs.size(0)
        train_loss.append(suma / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one_fold(train, val):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [one_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
