# Assignment 3. Splits by largest remainder so that the totals come out exactly.
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


def allocate(total, counts, debt=0.0):
    """Distribute `total` draws over groups of the given sizes, as proportionally as possible.

    `debt` is what each group was short of in an earlier round: it comes first now.
    """
    counts = np.asarray(counts, dtype=float)
    ideal = total * counts / counts.sum()
    got = np.floor(ideal).astype(int)
    missing = total - got.sum()
    for i in np.argsort(-(ideal - got + debt), kind="stable")[:missing]:
        got[i] += 1
    return got, ideal - got


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = int(round(n * val_fraction)), int(round(n * test_fraction))
    if val_fraction + test_fraction >= 1 or n_val + n_test >= n:
        raise ValueError("nothing left to train on")
    labels = y if stratify else np.zeros(n, dtype=int)
    rng = np.random.default_rng(seed)
    members = [rng.permutation(np.flatnonzero(labels == c)) for c in np.unique(labels)]
    sizes = np.array([len(m) for m in members])
    take_val, debt = allocate(n_val, sizes)
    take_test, _ = allocate(n_test, sizes, debt)
    take_test = np.minimum(take_test, sizes - take_val)
    train, val, test = [], [], []
    for m, v, t in zip(members, take_val, take_test):
        val.extend(m[:v])
        test.extend(m[v : v + t])
        train.extend(m[v + t :])
    return tuple(rng.permutation(np.array(part, dtype=np.int64)) for part in (train, val, test))


def standardize(X_train, *others):
    X_train = np.asarray(X_train).astype(np.float64)
    mean = X_train.mean(axis=0, keepdims=True)
    centred = X_train - mean
    std = np.sqrt(np.mean(centred**2, axis=0, keepdims=True))
    flat = X_train.min(axis=0, keepdims=True) == X_train.max(axis=0, keepdims=True)
    scale = np.where(flat, 1.0, std)
    transform = lambda a: np.divide(np.asarray(a).astype(np.float64) - mean, scale).astype(np.float32)
    return (transform(X_train), *[transform(o) for o in others])


def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError(f"k must be between 2 and {n_samples}")
    order = np.random.default_rng(seed).permutation(n_samples)
    sizes = np.full(k, n_samples // k)
    sizes[: n_samples % k] += 1
    ends = np.cumsum(sizes)
    folds = []
    for start, end in zip(ends - sizes, ends):
        val = order[start:end]
        train = np.delete(order, np.s_[start:end])
        folds.append((train, val))
    return folds


class Rows(Dataset):
    """Looks at rows of X and y through a list of indices, nothing is copied."""

    def __init__(self, X, y, indices):
        self.X, self.y = X, y
        self.indices = [int(i) for i in indices]

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, item):
        row = self.indices[item]
        x = torch.as_tensor(self.X[row], dtype=torch.float32)
        t = torch.tensor([float(self.y[row])], dtype=torch.float32)
        return x, t


def make_loaders(X, y, train, val, *, batch_size, seed):
    shuffler = torch.Generator()
    shuffler.manual_seed(seed)
    train_loader = DataLoader(
        Rows(X, y, train), batch_size=batch_size, shuffle=True, generator=shuffler, num_workers=0
    )
    val_loader = DataLoader(Rows(X, y, val), batch_size=batch_size, shuffle=False, num_workers=0)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    was_training = model.training
    mean, seen = 0.0, 0
    with torch.no_grad():
        model.eval()
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = criterion(model(xb), yb).item()
            seen += len(xb)
            mean += (loss - mean) * len(xb) / seen
    model.train(was_training)
    return mean


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = dict(train_loss=[], val_loss=[])
    for _ in range(epochs):
        model.train()
        mean, seen = 0.0, 0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            model.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            seen += len(xb)
            mean += (loss.item() - mean) * len(xb) / seen
        history["train_loss"].append(mean)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    final = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        # statistics come from this fold's training rows and from nowhere else
        scaled = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        net = make_model()
        opt = make_optimizer(net)
        hist = train_and_validate(
            net, train_loader, val_loader, criterion, opt, epochs=epochs, device=torch.device("cpu")
        )
        final.append(hist["val_loss"][-1])
    return final
