# exercise: standardize
# mistake: The standardised arrays stay float64.
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no training data")
    y = np.asarray(y)
    parts = {"train": [], "val": [], "test": []}
    rng = np.random.RandomState(seed)
    classes = np.unique(y) if stratify else [None]
    for c in classes:
        idx = np.where(y == c)[0] if stratify else np.arange(len(y))
        rng.shuffle(idx)
        n_val = int(round(len(idx) * val_fraction))
        n_test = int(round(len(idx) * test_fraction))
        parts["val"].append(idx[:n_val])
        parts["test"].append(idx[n_val : n_val + n_test])
        parts["train"].append(idx[n_val + n_test :])
    train, val, test = (np.concatenate(parts[p]) for p in ("train", "val", "test"))
    if len(train) == 0:
        raise ValueError("no training data")
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(part, dtype=np.float64)) for part in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)  # it checks k itself
    return list(splitter.split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(indices):
        indices = np.asarray(indices, dtype=np.int64)
        inputs = torch.tensor(np.asarray(X)[indices], dtype=torch.float32)
        targets = torch.tensor(np.asarray(y)[indices], dtype=torch.float32).view(-1, 1)
        return TensorDataset(inputs, targets)

    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(dataset(val), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def _epoch(model, loader, criterion, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.size(0)
    return total / len(loader.dataset)


def evaluate(model, loader, criterion, device):
    mode = model.training
    value = _epoch(model, loader, criterion, device)
    model.train(mode)
    return value


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_epoch(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_epoch(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize(X[train], X)[1]
        loaders = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=device)
        results.append(history["val_loss"][-1])
    return results
