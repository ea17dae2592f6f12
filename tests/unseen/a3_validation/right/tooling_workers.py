# Correct: DataLoaders with num_workers=2, a seeded generator and worker_init_fn; custom Dataset class; Lightning-like Trainer and DataModule
import logging
import random
import warnings
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

warnings.filterwarnings("ignore", ".*does not have many workers.*")
warnings.filterwarnings("ignore", message=".*worker processes.*")
logging.getLogger("lightning").setLevel(logging.ERROR)

NUM_WORKERS = 2


def seed_worker(worker_id):
    seed = torch.initial_seed() % 2**32
    np.random.seed(seed)
    random.seed(seed)


class TabularDataset(Dataset):
    def __init__(self, X, y, indices):
        self.indices = np.asarray(indices, dtype=np.int64)
        self.X = torch.tensor(np.asarray(X), dtype=torch.float32)
        self.y = torch.tensor(np.asarray(y), dtype=torch.float32)

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, i):
        row = self.indices[i]
        return self.X[row], self.y[row].reshape(1)


@dataclass
class DataModule:
    X: np.ndarray
    y: np.ndarray
    train: object
    val: object
    batch_size: int
    seed: int

    def train_dataloader(self):
        g = torch.Generator()
        g.manual_seed(self.seed)
        return DataLoader(
            TabularDataset(self.X, self.y, self.train),
            batch_size=self.batch_size,
            shuffle=True,
            generator=g,
            num_workers=NUM_WORKERS,
            worker_init_fn=seed_worker,
        )

    def val_dataloader(self):
        return DataLoader(TabularDataset(self.X, self.y, self.val), batch_size=self.batch_size, num_workers=0)


@dataclass
class Trainer:
    max_epochs: int
    device: torch.device
    logged: dict = field(default_factory=lambda: {"train_loss": [], "val_loss": []})

    def validate(self, model, loader, criterion):
        was = model.training
        model.eval()
        torch.set_grad_enabled(False)
        total, n = 0.0, 0
        try:
            for batch in loader:
                x, y = (t.to(self.device) for t in batch)
                total += criterion(model(x), y).item() * len(x)
                n += len(x)
        finally:
            torch.set_grad_enabled(True)
            model.train(was)
        return total / n

    def training_epoch(self, model, loader, criterion, optimizer):
        total, n = 0.0, 0
        for batch_idx, batch in enumerate(loader):
            model.train()
            x, y = (t.to(self.device) for t in batch)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            n += len(x)
        return total / n

    def fit(self, model, train_loader, val_loader, criterion, optimizer):
        for _ in range(self.max_epochs):
            self.logged["train_loss"].append(self.training_epoch(model, train_loader, criterion, optimizer))
            self.logged["val_loss"].append(self.validate(model, val_loader, criterion))
        return self.logged


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = random.Random(seed)
    groups = [np.flatnonzero(y == c).tolist() for c in np.unique(y)] if stratify else [list(range(len(y)))]
    train, val, test = [], [], []
    for group in groups:
        rng.shuffle(group)
        v = int(round(val_fraction * len(group)))
        t = int(round(test_fraction * len(group)))
        val += group[:v]
        test += group[v : v + t]
        train += group[v + t :]
    if not train:
        raise ValueError("val_fraction + test_fraction leave nothing to train on")
    for part in (train, val, test):
        rng.shuffle(part)
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean, std = X_train.mean(0), X_train.std(0)
    std[np.ptp(X_train, axis=0) == 0] = 1.0
    return tuple(np.float32((np.asarray(a, dtype=np.float64) - mean) / std) for a in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("bad k")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    return [([i for j, i in enumerate(order) if j % k != f], order[f::k]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    dm = DataModule(X, y, train, val, batch_size, seed)
    return dm.train_dataloader(), dm.val_dataloader()


def evaluate(model, loader, criterion, device):
    return Trainer(0, device).validate(model, loader, criterion)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    return Trainer(epochs, device).fit(model, train_loader, val_loader, criterion, optimizer)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_scaled = standardize(X[train], X)[1]
        model = make_model()
        train_loader, val_loader = make_loaders(X_scaled, y, train, val, batch_size=batch_size, seed=seed)
        hist = train_and_validate(
            model, train_loader, val_loader, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        out.append(hist["val_loss"][-1])
    return out
