# style: pandas does the splitting (groupby, rank, cut); outputs concatenated and the criterion called once in evaluate; dict-like History with defaultdict
# open options used: indices as int32 arrays; float32 tensors from standardize; custom collate_fn; DataLoader over a plain list of integers
from collections import defaultdict
from contextlib import contextmanager
from functools import partial

import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    df = pd.DataFrame({"label": np.asarray(y) if stratify else 0}, index=range(len(y)))
    df["key"] = np.random.default_rng(seed).random(len(df))
    by = df.groupby("label", sort=False)["key"]
    rank, size = by.rank(method="first") - 1, by.transform("size")
    first = np.floor(size * val_fraction + 0.5)
    second = np.maximum(first, np.floor(size * (val_fraction + test_fraction) + 0.5))
    df["part"] = np.select([rank < first, rank < second], ["val", "test"], "train")
    parts = {p: g.sort_values("key").index.to_numpy(dtype=np.int32) for p, g in df.groupby("part")}
    if "train" not in parts:
        raise ValueError("nothing left to train on")
    empty = np.empty(0, dtype=np.int32)
    return parts["train"], parts.get("val", empty), parts.get("test", empty)


def standardize(X_train, *others):
    frame = pd.DataFrame(np.asarray(X_train, dtype=np.float64))
    mean, std = frame.mean(), frame.std(ddof=0).mask(frame.nunique() == 1, 1.0)
    return tuple(
        torch.tensor(((pd.DataFrame(np.asarray(a, dtype=np.float64)) - mean) / std).to_numpy(), dtype=torch.float32)
        for a in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError(f"k={k} does not fit {n_samples} samples")
    fold = pd.Series(np.arange(n_samples) % k).sample(frac=1, random_state=np.random.default_rng(seed)).to_numpy()
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    features = torch.as_tensor(np.asarray(X), dtype=torch.float32)
    labels = torch.as_tensor(np.asarray(y), dtype=torch.float32).view(-1, 1)

    def collate(numbers):
        return features[numbers], labels[numbers]

    make = partial(DataLoader, batch_size=batch_size, collate_fn=collate)
    numbers = lambda index: [int(i) for i in index]
    return (
        make(numbers(train), shuffle=True, generator=torch.Generator().manual_seed(seed)),
        make(numbers(val), shuffle=False),
    )


@contextmanager
def frozen(model):
    mode = model.training
    before = torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        yield model.eval()
    finally:
        torch.set_grad_enabled(before)
        model.train(mode)


def evaluate(model, loader, criterion, device):
    with frozen(model) as net:
        pairs = [(net(x.to(device)), t.to(device)) for x, t in loader]
        outputs, targets = map(torch.cat, zip(*pairs))
        return criterion(outputs, targets).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    table = defaultdict(list, train_loss=[], val_loss=[])
    for epoch in range(epochs):
        log = []
        model.train()
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            log.append((loss.item(), t.shape[0]))
        value, n = np.array(log).T
        table["train_loss"].append(float(value @ n / n.sum()))
        table["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return dict(table)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one(fold):
        train, val = fold
        a, b = standardize(X[train], X[val])
        both, labels = np.concatenate([a, b]), np.concatenate([y[train], y[val]])
        n = len(train)
        loaders = make_loaders(both, labels, range(n), range(n, len(both)), batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        return train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))

    return pd.Series(kfold_indices(len(X), k, seed=seed)).map(one).map(lambda h: h["val_loss"][-1]).tolist()
