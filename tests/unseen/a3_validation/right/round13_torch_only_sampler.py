# how: pure torch (randperm, tensor_split, boolean masks), own Sampler reseeded per epoch with seed and epoch, indices returned as int64 tensors, own Dataset class
from __future__ import annotations

import contextlib
from typing import Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler


def _gen(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _cuts(n: int, *fractions: float) -> list[int]:
    """Cortes acumulados, redondeados."""
    acc, out = 0.0, []
    for f in fractions:
        acc += f
        out.append(int(acc * n + 0.5))
    return out


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction < 0 or test_fraction < 0 or val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("sin datos para entrenar")
    n = len(y)
    g = _gen(seed)
    perm = torch.randperm(n, generator=g)
    part = torch.zeros(n, dtype=torch.int8)  # 0 train, 1 val, 2 test
    if stratify:
        _, codes = torch.unique(torch.as_tensor(y), return_inverse=True)
        codes = codes[perm]
        groups = [perm[codes == c] for c in range(int(codes.max()) + 1)]
    else:
        groups = [perm]
    for group in groups:
        a, b = _cuts(len(group), val_fraction, test_fraction)
        part[group[:a]] = 1
        part[group[a:b]] = 2
    part = part[perm]
    train, val, test = (perm[part == i] for i in range(3))
    if not len(train):
        raise ValueError("sin datos para entrenar")
    return train, val, test


def standardize(X_train, *others):
    ref = torch.as_tensor(X_train).double()
    mean = ref.mean(0)
    std = ref.sub(mean).square().mean(0).sqrt()
    constant = ref.amax(0) == ref.amin(0)
    std = torch.where(constant, torch.ones_like(std), std)
    return tuple(((torch.as_tensor(a).double() - mean) / std).float() for a in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k} no sirve para {n_samples} muestras")
    parts = torch.tensor_split(torch.randperm(n_samples, generator=_gen(seed)), k)
    return [(torch.cat(parts[:i] + parts[i + 1:]), parts[i]) for i in range(k)]


class Filas(Dataset):
    def __init__(self, X, y, idx):
        self.X, self.y, self.idx = X, y, [int(i) for i in idx]

    def __len__(self):
        return len(self.idx)

    def __getitem__(self, i):
        j = self.idx[i]
        x = torch.as_tensor(self.X[j]).to(torch.float32)
        return x, torch.tensor([float(self.y[j])], dtype=torch.float32)


class EpochSampler(Sampler[int]):
    """Cada epoch tiene su propia semilla: reproducible desde cualquier epoch."""

    def __init__(self, n: int, seed: int) -> None:
        self.n, self.seed, self.epoch = n, seed, 0

    def __iter__(self) -> Iterator[int]:
        g = _gen(self.seed * 100_003 + self.epoch)
        self.epoch += 1
        yield from torch.randperm(self.n, generator=g).tolist()

    def __len__(self) -> int:
        return self.n


def make_loaders(X, y, train, val, *, batch_size, seed):
    ds = Filas(X, y, train)
    return (
        DataLoader(ds, batch_size=batch_size, sampler=EpochSampler(len(ds), seed), drop_last=False),
        DataLoader(Filas(X, y, val), batch_size=batch_size, shuffle=False),
    )


@contextlib.contextmanager
def _frozen(model):
    mode = model.training
    model.train(False)
    with torch.inference_mode():
        try:
            yield
        finally:
            model.train(mode)


def evaluate(model, loader, criterion, device):
    with _frozen(model):
        pairs = [(criterion(model(x.to(device)), t.to(device)), x.size(0)) for x, t in loader]
        losses = torch.stack([l for l, _ in pairs]).double()
        sizes = losses.new_tensor([n for _, n in pairs])
        return ((losses * sizes).sum() / sizes.sum()).item()


def _epoch(model, loader, criterion, optimizer, device) -> Tensor:
    total, n = 0.0, 0
    for x, t in loader:
        model.train()
        x, t = x.to(device), t.to(device)
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total = total + loss.detach() * x.size(0)
        n += x.size(0)
    return float(total / n)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    optimizer.zero_grad()
    curve = [
        (_epoch(model, train_loader, criterion, optimizer, device), evaluate(model, val_loader, criterion, device))
        for _ in range(epochs)
    ]
    return {"train_loss": [a for a, _ in curve], "val_loss": [b for _, b in curve]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one(train, val):
        tr, va = standardize(X[train.numpy()], X[val.numpy()])
        Xs = torch.cat([tr, va])
        ys = torch.as_tensor(y)[torch.cat([train, val])]
        a, b = range(len(train)), range(len(train), len(Xs))
        train_loader, val_loader = make_loaders(Xs, ys, a, b, batch_size=batch_size, seed=seed)
        model = make_model()
        h = train_and_validate(model, train_loader, val_loader, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu"))
        return h["val_loss"][-1]

    return [one(tr, va) for tr, va in kfold_indices(len(X), k, seed=seed)]
