# exercise: train_and_validate
# mistake: model.train() is called once before the loop and the validation inside it leaves the model in eval mode, so from epoch 2 on it trains in eval mode.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.preprocessing import StandardScaler
from torch.utils.data import Subset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Rank every sample by its relative position within its (shuffled) class, then cut the ranking."""
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(n * val_fraction), round(n * test_fraction)
    if n - n_val - n_test <= 0 or val_fraction + test_fraction >= 1:
        raise ValueError("fractions leave no training samples")

    generator = np.random.default_rng(seed)
    labels = y if stratify else np.zeros(n, dtype=int)
    position = np.empty(n)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + 0.5) / len(members)
    ranking = np.argsort(position, kind="stable")

    val = ranking[:n_val]
    test = ranking[n_val:n_val + n_test]
    train = ranking[n_val + n_test:]
    return generator.permutation(train), generator.permutation(val), generator.permutation(test)


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    out = [scaler.transform(np.asarray(X_train, dtype=np.float64)).astype("float32")]
    for X in others:
        out.append(scaler.transform(np.asarray(X, dtype=np.float64)).astype("float32"))
    return tuple(out)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    shuffled = np.random.RandomState(seed).permutation(n_samples)
    folds = []
    for i in range(k):
        val = shuffled[i::k]
        train = np.setdiff1d(shuffled, val)
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    full = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1),
    )
    part = lambda rows: Subset(full, [int(r) for r in rows])
    rng = torch.Generator().manual_seed(seed)
    return (
        DataLoader(part(train), batch_size=batch_size, shuffle=True, generator=rng),
        DataLoader(part(val), batch_size=batch_size),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.train(False)
    try:
        total = 0.0
        for batch in loader:
            inputs, targets = [t.to(device) for t in batch]
            total += criterion(model(inputs), targets).item() * targets.shape[0]
        return total / len(loader.dataset)
    finally:
        model.train(was_training)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def train_batch(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.no_grad()
    def val_batch(x, y):
        model.eval()
        return criterion(model(x), y).item()

    def mean_over(loader, batch_loss):
        total, n = 0.0, 0
        for x, y in loader:
            total += batch_loss(x.to(device), y.to(device)) * len(x)
            n += len(x)
        return total / n

    model.train()
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(mean_over(train_loader, train_batch))
        history["val_loss"].append(mean_over(val_loader, val_batch))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def one_fold(train, val):
        _, scaled = standardize(X[train], X)
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [one_fold(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
