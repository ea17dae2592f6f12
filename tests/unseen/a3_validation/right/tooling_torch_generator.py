# Correct: reproducibility recipe of the PyTorch docs: seed_worker, Generator, use_deterministic_algorithms; ExitStack for the evaluation; AverageMeter; AMP off
import contextlib
import os
import random

os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"

import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, TensorDataset, random_split

torch.use_deterministic_algorithms(True, warn_only=True)
torch.backends.cudnn.benchmark = False
scaler = torch.amp.GradScaler(enabled=False)


def seed_worker(worker_id):
    worker_seed = torch.initial_seed() % 2**32
    np.random.seed(worker_seed)
    random.seed(worker_seed)


class AverageMeter:
    __slots__ = ("val", "sum", "count")

    def __init__(self):
        self.val = self.sum = self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n

    @property
    def avg(self):
        return self.sum / self.count


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = torch.as_tensor(np.asarray(y))
    g = torch.Generator().manual_seed(seed)
    n = len(y)
    if not stratify:
        n_val, n_test = round(n * val_fraction), round(n * test_fraction)
        if n_val + n_test >= n:
            raise ValueError("nothing to train on")
        parts = random_split(range(n), [n - n_val - n_test, n_val, n_test], generator=g)
        return tuple(torch.tensor(part.indices, dtype=torch.long) for part in parts)
    parts = ([], [], [])
    for c in y.unique():
        members = torch.nonzero(y == c).flatten()
        members = members[torch.randperm(len(members), generator=g)]
        v = round(len(members) * val_fraction)
        t = min(round(len(members) * test_fraction), len(members) - v)
        for part, piece in zip(parts, members.split([len(members) - v - t, v, t])):
            part.append(piece)
    train, val, test = (torch.cat(p) for p in parts)
    if train.numel() == 0:
        raise ValueError("nothing to train on")
    return tuple(p[torch.randperm(len(p), generator=g)] for p in (train, val, test))


def standardize(X_train, *others):
    train = torch.as_tensor(X_train, dtype=torch.float64)
    std, mean = torch.std_mean(train, dim=0, correction=0)
    constant = train.amax(0) == train.amin(0)
    std = torch.where(constant, torch.ones_like(std), std)
    mean = torch.where(constant, train[0], mean)
    return tuple(((torch.as_tensor(a, dtype=torch.float64) - mean) / std).float() for a in (train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(k)
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    folds = torch.tensor_split(perm, k)
    return [(torch.cat(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    X = torch.as_tensor(np.asarray(X), dtype=torch.float)
    y = torch.as_tensor(np.asarray(y), dtype=torch.float).unsqueeze(1)
    train, val = (torch.as_tensor(np.asarray(i), dtype=torch.long) for i in (train, val))
    train_set, val_set = TensorDataset(X[train], y[train]), TensorDataset(X[val], y[val])
    common = dict(num_workers=0, persistent_workers=False, worker_init_fn=seed_worker)
    train_loader = DataLoader(
        train_set, batch_sampler=BatchSampler(RandomSampler(train_set, generator=g), batch_size, drop_last=False), **common
    )
    val_loader = DataLoader(val_set, batch_size=batch_size, sampler=SequentialSampler(val_set), **common)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    meter = AverageMeter()
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.no_grad())
        stack.enter_context(torch.autocast(device_type=torch.device(device).type, enabled=False))
        model.eval()
        for x, y in loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            meter.update(criterion(model(x), y).item(), x.size(0))
    return meter.avg


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses, val_losses = [], []
    for _ in range(epochs):
        meter = AverageMeter()
        model.train()
        for x, y in train_loader:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            with torch.autocast(device_type=torch.device(device).type, enabled=False):
                loss = criterion(model(x), y)
            optimizer.zero_grad(set_to_none=True)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            meter.update(loss.item(), x.size(0))
        train_losses.append(meter.avg)
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return dict(train_loss=train_losses, val_loss=val_losses)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train.numpy()], X[val.numpy()])
        X_all = torch.cat([X_train, X_val])
        y_all = torch.cat([torch.as_tensor(y)[train], torch.as_tensor(y)[val]])
        n = len(X_train)
        loaders = make_loaders(X_all.numpy(), y_all.numpy(), range(n), range(n, len(X_all)), batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        losses += train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=cpu)["val_loss"][-1:]
        del model, optimizer
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
    return losses
