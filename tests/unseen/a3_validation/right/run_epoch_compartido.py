import numpy as np
import torch
from sklearn.model_selection import StratifiedShuffleSplit, ShuffleSplit, KFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Largest remainder: the sizes are exact and each class is within one sample."""
    y = np.asarray(y)
    n = len(y)
    if 1 - val_fraction - test_fraction < 1e-9:
        raise ValueError("there is nothing left to train with")
    rng = np.random.default_rng(seed)
    labels = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(n, dtype=int)
    parts = {"train": [], "val": [], "test": []}
    for c in range(labels.max() + 1):
        idx = np.flatnonzero(labels == c)
        rng.shuffle(idx)
        cut_val = int(round(val_fraction * len(idx)))
        cut_test = cut_val + int(round(test_fraction * len(idx)))
        parts["val"].extend(idx[:cut_val])
        parts["test"].extend(idx[cut_val:cut_test])
        parts["train"].extend(idx[cut_test:])
    if not parts["train"]:
        raise ValueError("there is nothing left to train with")
    return tuple(np.array(parts[name], dtype=np.int64) for name in ("train", "val", "test"))


def standardize(X_train, *others):
    sc = StandardScaler().fit(X_train)
    return tuple(torch.tensor(sc.transform(a), dtype=torch.float32) for a in [X_train, *others])


def kfold_indices(n_samples, k, *, seed):
    if not (isinstance(k, (int, np.integer)) and 2 <= k <= n_samples):
        raise ValueError("k")
    cv = KFold(k, shuffle=True, random_state=seed)
    return [(train.tolist(), val.tolist()) for train, val in cv.split(range(n_samples))]


class EpochSampler(torch.utils.data.Sampler):
    def __init__(self, data, seed):
        self.data = data
        self.g = torch.Generator().manual_seed(seed)

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        yield from torch.randperm(len(self.data), generator=self.g).tolist()


def make_loaders(X, y, train, val, *, batch_size, seed):
    to_tensor = lambda a: torch.tensor(np.asarray(a), dtype=torch.float32)
    X, y = to_tensor(X), to_tensor(y).reshape(-1, 1)
    train_set, val_set = (TensorDataset(X[i], y[i]) for i in map(lambda s: torch.LongTensor(list(s)), (train, val)))
    return (
        DataLoader(train_set, batch_size, sampler=EpochSampler(train_set, seed)),
        DataLoader(val_set, batch_size=max(1, len(val_set))),
    )


def run_epoch(model, loader, criterion, device, optimizer=None):
    """One pass over the loader; with an optimizer it trains, without it only looks."""
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        with torch.set_grad_enabled(training):
            loss = criterion(model(inputs), targets)
        if training:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * targets.size(0)
        count += targets.size(0)
    return total / count


def evaluate(model, loader, criterion, device):
    was_training = model.training
    result = run_epoch(model, loader, criterion, device)
    model.train(was_training)
    return result


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    rows = []
    for epoch in range(1, epochs + 1):
        train_loss = run_epoch(model, train_loader, criterion, device, optimizer)
        val_loss = run_epoch(model, val_loader, criterion, device)
        rows.append((train_loss, val_loss))
        print(f"{epoch:3d} train={train_loss:.4f} val={val_loss:.4f}")
    return {"train_loss": [r[0] for r in rows], "val_loss": [r[1] for r in rows]}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    last_losses = []
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed), start=1):
        scaled = StandardScaler().fit(X[train]).transform(X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            run_epoch(model, train_loader, criterion, "cpu", optimizer)
            val_loss = run_epoch(model, val_loader, criterion, "cpu")
        last_losses.append(val_loss)
    return last_losses
