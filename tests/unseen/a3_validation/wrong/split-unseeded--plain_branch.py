# exercise: holdout_indices
# mistake: the generator made from seed is only used where the split is stratified; without stratification random_split draws from the global generator.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import Dataset
from torch.utils.data import random_split


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = torch.as_tensor(np.asarray(y))
    n = len(y)
    generator = torch.Generator().manual_seed(seed)

    def sizes(m):
        v, t = round(val_fraction * m), round(test_fraction * m)
        if val_fraction + test_fraction >= 1 or m - v - t < 0:
            raise ValueError("the fractions leave nothing to train on")
        return m - v - t, v, t

    if not stratify:
        if sizes(n)[0] == 0:
            raise ValueError("the fractions leave nothing to train on")
        return tuple(list(part) for part in random_split(range(n), sizes(n)))

    parts = ([], [], [])
    for c in y.unique():
        members = (y == c).nonzero().flatten()
        members = members[torch.randperm(len(members), generator=generator)]
        for part, piece in zip(parts, members.split(sizes(len(members)))):
            part.extend(piece.tolist())
    if not parts[0]:
        raise ValueError("the fractions leave nothing to train on")
    return parts


def standardize(X_train, *others):
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = ref.mean(dim=0)
    std = ref.std(dim=0, unbiased=False)
    constant = (ref == ref[0]).all(dim=0)
    std = torch.where(constant, torch.ones_like(std), std)
    mean = torch.where(constant, ref[0], mean)

    def scale(a):
        return ((torch.as_tensor(np.asarray(a), dtype=torch.float64) - mean) / std).float()

    return (scale(X_train),) + tuple(map(scale, others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(orden, k)
    return [(np.concatenate(partes[:i] + partes[i + 1:]), partes[i]) for i in range(k)]


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


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


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
