# unusual: linear algebra: a fold is a row of a boolean membership matrix, the classes are a one-hot matrix, means are dot products
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    fractions = np.array([1 - val_fraction - test_fraction, val_fraction, test_fraction])
    if fractions[0] < 1e-9:
        raise ValueError("train is left without a share")
    y = np.asarray(y)
    onehot = (y[None, :] == np.unique(y)[:, None]) if stratify else np.ones((1, len(y)), dtype=bool)
    noise = np.random.default_rng(seed).random(len(y))
    belongs = np.zeros((3, len(y)), dtype=bool)
    for row in onehot:
        size = row.sum()
        rank = np.argsort(np.argsort(np.where(row, noise, np.inf)))  # 0..size-1 within the class
        upper_val = np.round(size * fractions[1])
        upper_test = np.round(size * (fractions[1] + fractions[2]))
        belongs[1] |= row & (rank < upper_val)
        belongs[2] |= row & (upper_val <= rank) & (rank < upper_test)
    belongs[0] = ~belongs[1:].any(axis=0)
    if belongs[0].sum() == 0:
        raise ValueError("train is left without samples")
    assert (belongs.sum(axis=0) == 1).all()
    return tuple(np.nonzero(row)[0] for row in belongs)


def standardize(X_train, *others):
    X = np.asarray(X_train, dtype=np.float64)
    weights = np.full(len(X), 1 / len(X))
    mean = weights @ X
    centred = X - mean
    variance = np.einsum("n,nd,nd->d", weights, centred, centred)
    constant = ~(X != X[0]).any(axis=0)
    divide = np.diag(1 / np.sqrt(np.where(constant, 1.0, variance)))
    return tuple(((np.asarray(A, dtype=np.float64) - mean) @ divide).astype(np.float32) for A in (X, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("there must be between 2 and n_samples folds")
    fold_of = np.random.default_rng(seed).permutation(np.arange(n_samples) * k // n_samples)
    membership = fold_of == np.arange(k)[:, None]
    return [(np.where(~row)[0], np.where(row)[0]) for row in membership]


def make_loaders(X, y, train, val, *, batch_size, seed):
    train, val = (torch.tensor([int(i) for i in part], dtype=torch.long) for part in (train, val))
    columns = torch.from_numpy(np.column_stack([X, y]).astype(np.float32))  # the target is the last column

    def dataset(rows):
        picked = columns[rows]
        return TensorDataset(picked[:, :-1], picked[:, -1:])

    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(dataset(val), batch_size=batch_size),
    )


def _weighted_mean(values, weights):
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    return float(values @ weights / weights.sum())


def evaluate(model, loader, criterion, device):
    was = model.training
    model.train(False)
    losses, sizes = [], []
    with torch.autograd.inference_mode():
        for A, b in loader:
            losses.append(criterion(model(A.to(device)), b.to(device)).item())
            sizes.append(A.shape[0])
    model.train(was)
    return _weighted_mean(losses, sizes)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = np.zeros((epochs, 2))
    for e in range(epochs):
        model.train(True)
        losses, sizes = [], []
        for A, b in train_loader:
            A, b = A.to(device), b.to(device)
            loss = criterion(model(A), b)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(A.shape[0])
        curves[e] = _weighted_mean(losses, sizes), evaluate(model, val_loader, criterion, device)
    train_loss, val_loss = curves.T.tolist()
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    result = np.full(k, np.nan)
    for i, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        Z = standardize(X[train], X)[1]
        model = make_model()
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        curves = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        result[i] = curves["val_loss"][-1]
    return result.tolist()
