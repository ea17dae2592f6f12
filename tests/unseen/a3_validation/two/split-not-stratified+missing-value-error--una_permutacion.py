# exercise: holdout_indices
# mistake: One permutation of everything whatever `stratify` says, and fractions that leave no training data are accepted.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    perm = np.random.default_rng(seed).permutation(n)
    n_val = round(n * val_fraction)
    n_test = round(n * test_fraction)
    val = perm[:n_val]
    test = perm[n_val : n_val + n_test]
    train = perm[n_val + n_test :]
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0, keepdims=True)
    std = X_train.std(axis=0, keepdims=True)
    constant = (X_train.max(axis=0, keepdims=True) - X_train.min(axis=0, keepdims=True)) == 0
    std[constant] = 1.0

    def transform(a):
        return ((np.asarray(a, dtype=np.float64) - mean) / std).astype(np.float32)

    return (transform(X_train),) + tuple(transform(o) for o in others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be in [2, n_samples]")
    perm = np.random.default_rng(seed).permutation(n_samples)
    sizes = np.full(k, n_samples // k)
    sizes[: n_samples % k] += 1
    ends = np.cumsum(sizes)
    folds = []
    for end, size in zip(ends, sizes):
        val = perm[end - size : end]
        folds.append((np.delete(perm, slice(end - size, end)), val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1)
    loaders = []
    for indices, shuffle in ((train, True), (val, False)):
        indices = torch.as_tensor(np.asarray(indices))
        loaders.append(
            DataLoader(
                TensorDataset(X[indices], y[indices]),
                batch_size=batch_size,
                shuffle=shuffle,
                generator=torch.Generator().manual_seed(seed) if shuffle else None,
            )
        )
    return tuple(loaders)


def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    weighted = torch.zeros((), dtype=torch.float64)
    with torch.no_grad():
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            weighted += loss.cpu().double() * len(inputs)
    model.train(training)
    return (weighted / len(loader.dataset)).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses, val_losses = [], []
    for _ in range(epochs):
        model.train()
        weighted = torch.zeros((), dtype=torch.float64)
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            weighted += loss.detach().cpu().double() * len(inputs)
        train_losses.append((weighted / len(train_loader.dataset)).item())
        val_losses.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_losses, "val_loss": val_losses}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model,
            train_loader,
            val_loader,
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        losses.append(history["val_loss"].pop())
    return losses
