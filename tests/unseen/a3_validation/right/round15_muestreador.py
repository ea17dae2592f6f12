# style: custom BatchSampler, dictionary dataset with its own collate, structured numpy arrays, ExitStack, closure steps
# option: loaders get batch_sampler (so loader.batch_size is None); numpy SeedSequence spawning; cumulated cut points per class
import contextlib
import operator

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    codes = np.unique(y, return_inverse=True)[1].ravel() if stratify else np.zeros(len(y), dtype=int)
    counts = np.bincount(codes)
    # one row per class: where validation ends and where training begins
    cuts = np.rint(np.outer(counts, np.cumsum([val_fraction, test_fraction]))).astype(int)
    if val_fraction + test_fraction >= 1 or (cuts[:, 1] >= counts).all():
        raise ValueError("the training part would be empty")
    rngs = [np.random.Generator(np.random.PCG64(s)) for s in np.random.SeedSequence(seed).spawn(len(counts))]
    parts = [[], [], []]
    for code, rng in enumerate(rngs):
        members = rng.permutation(np.flatnonzero(codes == code))
        for part, piece in zip(parts, np.split(members, cuts[code])):
            part.append(piece)
    val, test, train = map(np.concatenate, parts)
    return train, val, test


def standardize(X_train, *others):
    reference = np.asarray(X_train, dtype=np.float64)
    constant = np.ptp(reference, axis=0) == 0
    # a constant column is shifted by its own value, exactly
    shift = np.where(constant, reference[0], reference.mean(axis=0))
    scale = np.sqrt(np.square(reference - shift).mean(axis=0))
    result = []
    for A in (X_train, *others):
        centred = np.asarray(A, dtype=np.float64) - shift
        result.append(np.divide(centred, scale, out=centred, where=~constant).astype(np.float32))
    return tuple(result)


def kfold_indices(n_samples, k, *, seed):
    if k not in range(2, n_samples + 1):
        raise ValueError("2 <= k <= n_samples")
    mixed = np.random.RandomState(seed).permutation(n_samples)
    masks = (np.isin(np.arange(n_samples), part) for part in np.array_split(mixed, k))
    return [(np.flatnonzero(~mask), np.flatnonzero(mask)) for mask in masks]


class Records(Dataset):
    def __init__(self, X, y, which):
        which = np.fromiter(which, dtype=np.int64)
        X = np.asarray(X)
        self.table = np.zeros(len(which), dtype=[("features", np.float32, X.shape[1:]), ("label", np.float32)])
        self.table["features"] = X[which]
        self.table["label"] = np.asarray(y)[which]

    def __len__(self):
        return self.table.size

    def __getitem__(self, i):
        return dict(zip(("inputs", "targets"), self.table[i]))


def collate(rows):
    stack = lambda key: torch.from_numpy(np.stack([row[key] for row in rows]))
    return stack("inputs"), stack("targets").reshape(-1, 1)


class Batches(Sampler):
    """Lists of indices, the last maybe shorter; with a seed, in another order in each epoch."""

    def __init__(self, n, size, seed=None):
        self.n, self.size = n, size
        self.rng = None if seed is None else np.random.default_rng(seed)

    def __len__(self):
        return -(-self.n // self.size)

    def __iter__(self):
        order = np.arange(self.n) if self.rng is None else self.rng.permutation(self.n)
        for start in range(0, self.n, self.size):
            yield order[start : start + self.size].tolist()


def make_loaders(X, y, train, val, *, batch_size, seed):
    def loader(which, seed):
        data = Records(X, y, which)
        return DataLoader(data, batch_sampler=Batches(len(data), batch_size, seed), collate_fn=collate)

    return loader(train, seed), loader(val, None)


class Tally:
    """Adds losses weighted by batch size; `tally += loss, n`."""

    def __init__(self):
        self.sums = np.zeros(2)

    def __iadd__(self, pair):
        loss, n = pair
        self.sums += loss * n, n
        return self

    def __float__(self):
        return float(operator.truediv(*self.sums))


def evaluate(model, loader, criterion, device):
    tally = Tally()
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.no_grad())
        model.eval()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            tally += criterion(model(inputs), targets).item(), inputs.shape[0]
    return float(tally)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = {"train_loss": [], "val_loss": []}

    def update(inputs, targets):
        def closure():
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            return loss

        return optimizer.step(closure).item()

    while len(curves["val_loss"]) < epochs:
        model.train()
        tally = Tally()
        for batch in train_loader:
            tally += update(*(t.to(device) for t in batch)), len(batch[0])
        curves["train_loss"] += [float(tally)]
        curves["val_loss"] += [evaluate(model, val_loader, criterion, device)]
    return curves


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last = {}
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        optimizer = make_optimizer(model := make_model())
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        last[len(last)] = history["val_loss"][-1]
    return [*last.values()]
