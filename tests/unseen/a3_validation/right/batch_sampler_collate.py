# unusual: the sampler gives whole batches of indices (DataLoader with batch_size=None), the dataset takes a list of indices; one function for both phases
import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    if (val_fraction + test_fraction) * n > n - 1e-6:
        raise ValueError("no training samples")
    rng = np.random.default_rng(seed)
    y = np.asarray(y) if stratify else np.full(n, 0)
    part = np.zeros(n, dtype=np.int8)
    for c in set(y.tolist()):
        members = np.nonzero(y == c)[0]
        m = len(members)
        n_val, n_test = round(m * val_fraction), round(m * test_fraction)
        codes = np.zeros(m, dtype=np.int8)
        codes[:n_val] = 1
        codes[m - n_test :] = 2
        part[members] = rng.permutation(codes)
    if not np.any(part == 0):
        raise ValueError("no training samples")
    return tuple(np.flatnonzero(part == code).tolist() for code in (0, 1, 2))


def standardize(X_train, *others):
    X = torch.from_numpy(np.array(X_train, dtype=np.float64))
    mean = X.mean(0)
    std = X.std(0, unbiased=False)
    std = torch.where(X.amax(0) == X.amin(0), torch.ones_like(std), std)
    return tuple(((torch.from_numpy(np.array(A, dtype=np.float64)) - mean) / std).float() for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k}, n_samples={n_samples}")
    order = np.random.default_rng(seed).permutation(n_samples).tolist()
    queue = iter(order)
    folds = []
    for i in range(k):
        size = n_samples // k + (1 if i < n_samples % k else 0)
        val = [next(queue) for _ in range(size)]
        train = sorted(set(order).difference(val))
        folds.append((train, val))
    return folds


class Table(Dataset):
    """Indexed by one index or by a list of them."""

    def __init__(self, X, y, rows):
        rows = np.fromiter((int(r) for r in rows), dtype=np.int64)
        self.inputs = torch.from_numpy(np.asarray(X)[rows].astype(np.float32))
        self.targets = torch.from_numpy(np.asarray(y)[rows].astype(np.float32)).unsqueeze(-1)

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, index):
        return self.inputs[index], self.targets[index]


def make_loaders(X, y, train, val, *, batch_size, seed):
    train_table, val_table = Table(X, y, train), Table(X, y, val)
    generator = torch.Generator().manual_seed(seed)
    shuffled = BatchSampler(RandomSampler(train_table, generator=generator), batch_size, drop_last=False)
    in_order = BatchSampler(SequentialSampler(val_table), batch_size, drop_last=False)
    return (
        DataLoader(train_table, sampler=shuffled, batch_size=None),
        DataLoader(val_table, sampler=in_order, batch_size=None),
    )


def _pass(model, loader, criterion, device, optimizer=None):
    """One pass over the loader, which learns where there is an optimizer; the mean loss per sample."""
    learning = optimizer is not None
    model.train(learning)
    total, count = 0.0, 0
    with torch.set_grad_enabled(learning):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * inputs.size(0)
            count += inputs.size(0)
    return total / count


def evaluate(model, loader, criterion, device):
    mode = model.training
    value = _pass(model, loader, criterion, device)
    model.train(mode)
    return value


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    phases = {"train_loss": (train_loader, optimizer), "val_loss": (val_loader, None)}
    history = {name: [] for name in phases}
    for _ in range(epochs):
        for name, (loader, opt) in phases.items():
            history[name].append(_pass(model, loader, criterion, device, opt))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, Z = standardize(np.asarray(X)[train], X)
        train_loader, val_loader = make_loaders(Z.numpy(), y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for epoch in range(epochs):
            _pass(model, train_loader, criterion, cpu, optimizer)
        scores.append(evaluate(model, val_loader, criterion, cpu))
    return scores
