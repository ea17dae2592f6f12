# exercise: cross_validate
# mistake: a dictionary of trainer options names accelerator cuda and device 0, where model and batches then go, although everything is to happen on the CPU
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    """Enough of a Lightning Trainer for this assignment."""

    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion = model, criterion
        self.optimizer, self.device = optimizer, device

    def shared_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return self.criterion(self.model(x), y), len(x)

    def training_epoch(self, loader):
        self.model.train()
        total, count = 0.0, 0
        for batch in loader:
            self.optimizer.zero_grad()
            loss, n = self.shared_step(batch)
            loss.backward()
            self.optimizer.step()
            total, count = total + loss.item() * n, count + n
        return total / count

    @torch.no_grad()
    def validation_epoch(self, loader):
        mode = self.model.training
        self.model.eval()
        total, count = 0.0, 0
        for batch in loader:
            loss, n = self.shared_step(batch)
            total, count = total + loss.item() * n, count + n
        self.model.train(mode)
        return total / count


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rng = random.Random(seed)
    groups = {}
    for i, label in enumerate(np.asarray(y).tolist()):
        groups.setdefault(label if stratify else None, []).append(i)
    train, val, test = [], [], []
    for label in sorted(groups, key=str):
        members = groups[label]
        rng.shuffle(members)
        n_val = round(val_fraction * len(members))
        n_test = round(test_fraction * len(members))
        val += members[:n_val]
        test += members[n_val:n_val + n_test]
        train += members[n_val + n_test:]
    if not train or val_fraction + test_fraction >= 1:
        raise ValueError("no training data left")
    for part in (train, val, test):
        rng.shuffle(part)
    return tuple(np.array(part, dtype=np.int64) for part in (train, val, test))


def standardize(X_train, *others):
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = ref.mean(dim=0)
    std = ref.std(dim=0, correction=0)
    std[(ref == ref[0]).all(dim=0)] = 1.0
    arrays = [ref] + [torch.as_tensor(np.asarray(o), dtype=torch.float64) for o in others]
    return tuple(((a - mean) / std).float() for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and n_samples")
    order = list(range(n_samples))
    random.Random(seed).shuffle(order)
    size, extra = divmod(n_samples, k)
    folds, start = [], 0
    for i in range(k):
        stop = start + size + (1 if i < extra else 0)
        folds.append((order[:start] + order[stop:], order[start:stop]))
        start = stop
    return folds


class DataModule:
    def __init__(self, X, y, train, val, batch_size, seed):
        self.X = torch.as_tensor(np.asarray(X), dtype=torch.float32)
        self.y = torch.as_tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1)
        self.train = torch.as_tensor(np.asarray(train), dtype=torch.long)
        self.val = torch.as_tensor(np.asarray(val), dtype=torch.long)
        self.batch_size, self.seed = batch_size, seed

    def train_dataloader(self):
        g = torch.Generator().manual_seed(self.seed)
        data = TensorDataset(self.X[self.train], self.y[self.train])
        return DataLoader(data, batch_size=self.batch_size, shuffle=True, generator=g)

    def val_dataloader(self):
        data = TensorDataset(self.X[self.val], self.y[self.val])
        return DataLoader(data, batch_size=self.batch_size)


def make_loaders(X, y, train, val, *, batch_size, seed):
    dm = DataModule(X, y, train, val, batch_size, seed)
    return dm.train_dataloader(), dm.val_dataloader()


def evaluate(model, loader, criterion, device):
    return Trainer(model, criterion, None, device).validation_epoch(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    logged = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        logged["train_loss"].append(trainer.training_epoch(train_loader))
        logged["val_loss"].append(trainer.validation_epoch(val_loader))
    return logged


STRATEGY = {"accelerator": "cuda", "devices": [0]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device(STRATEGY["accelerator"], STRATEGY["devices"][0])
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model().to(device)
        trainer = Trainer(model, criterion, make_optimizer(model), device)
        for _ in range(epochs):
            trainer.training_epoch(train_loader)
            val_loss = trainer.validation_epoch(val_loader)
        scores.append(val_loss)
    return scores
