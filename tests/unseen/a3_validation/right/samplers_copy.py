# Samplers and copies: random_split over an index dataset, WeightedRandomSampler without replacement as a shuffle,
# a collate function that builds the batch, and evaluation on a deep copy of the model.
# reads: evaluate leaves mode, parameters, gradients and BatchNorm statistics alone if a copy makes the forward pass.
import copy

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, WeightedRandomSampler, random_split


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("the three parts do not fit")
    generator = torch.Generator().manual_seed(seed)
    y = np.asarray(y)
    strata = [np.flatnonzero(y == value).tolist() for value in np.unique(y)] if stratify else [list(range(len(y)))]
    collected = [[], [], []]
    for stratum in strata:
        n_val, n_test = round(len(stratum) * val_fraction), round(len(stratum) * test_fraction)
        lengths = [len(stratum) - n_val - n_test, n_val, n_test]
        for part, subset in zip(collected, random_split(stratum, lengths, generator=generator)):
            part.extend(subset)
    if len(collected[0]) == 0:
        raise ValueError("the three parts do not fit")
    return tuple(torch.tensor(part, dtype=torch.int64) for part in collected)


def standardize(X_train, *others):
    sizes = [len(a) for a in (X_train, *others)]
    stacked = np.concatenate([np.asarray(a, dtype=np.float64) for a in (X_train, *others)])
    head = stacked[: sizes[0]]
    spread = head.max(0) - head.min(0)
    scale = np.where(spread > 0, head.std(0), 1.0)
    result = torch.from_numpy((stacked - head.mean(0)) / scale).to(torch.float32)
    return tuple(piece.clone() for piece in result.split(sizes))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k < 2 or k > n_samples")
    lengths = [n_samples // k + (i < n_samples % k) for i in range(k)]
    parts = random_split(range(n_samples), lengths, generator=torch.Generator().manual_seed(seed))
    everything = set(range(n_samples))
    return [(sorted(everything - set(part.indices)), list(part.indices)) for part in parts]


class Rows(Dataset):
    """Gives row numbers; the batch itself is built by `collate`."""

    def __init__(self, X, y, rows):
        self.X, self.y = np.asarray(X), np.asarray(y)
        self.rows = [int(r) for r in rows]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, position):
        return self.rows[position]

    def collate(self, rows):
        inputs = torch.from_numpy(self.X[rows].astype("float32"))
        targets = torch.from_numpy(self.y[rows].astype("float32"))
        return inputs, targets.unsqueeze(1)


def make_loaders(X, y, train, val, *, batch_size, seed):
    train_rows, val_rows = Rows(X, y, train), Rows(X, y, val)
    n = len(train_rows)
    # equal weights, n draws, no replacement: a permutation
    sampler = WeightedRandomSampler(
        [1.0] * n, num_samples=n, replacement=False, generator=torch.Generator().manual_seed(seed)
    )
    return (
        DataLoader(train_rows, batch_size=batch_size, sampler=sampler, collate_fn=train_rows.collate),
        DataLoader(val_rows, batch_size=batch_size, collate_fn=val_rows.collate),
    )


def evaluate(model, loader, criterion, device):
    observer = copy.deepcopy(model).eval()
    total = n = 0
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(observer(inputs.to(device)), targets.to(device))
            total += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
    return float(total / n)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    model.train()  # once is enough: evaluate never touches this model
    curves = []
    for _ in range(epochs):
        seen = []
        for inputs, targets in train_loader:
            def closure():
                optimizer.zero_grad()
                loss = criterion(model(inputs.to(device)), targets.to(device))
                loss.backward()
                return loss

            seen.extend([float(optimizer.step(closure).detach())] * inputs.shape[0])
        curves.append({"train_loss": float(np.mean(seen)), "val_loss": evaluate(model, val_loader, criterion, device)})
    return {name: [row[name] for row in curves] for name in ("train_loss", "val_loss")}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    answer = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        train_X, val_X = standardize(X[train], X[val])
        scaled = np.zeros_like(X, dtype=np.float32)
        scaled[train], scaled[val] = train_X.numpy(), val_X.numpy()
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curves = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        answer.append(curves["val_loss"][-1])
    return answer
