# exercise: holdout_indices
# mistake: sorts each shuffled group again before it is cut, and asserts, rather than raise ValueError, that something is left to train on
# scikit-learn where it helps, Keras habits for the rest
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    assert val_fraction + test_fraction < 1, "the training part would be empty"
    rng = np.random.RandomState(seed)
    labels = y if stratify else np.zeros(len(y), dtype=int)
    parts = {"train": [], "val": [], "test": []}
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        # a set, so that no sample can be there twice
        members = sorted(set(members.tolist()))
        n_val = round(val_fraction * len(members))
        n_test = round(test_fraction * len(members))
        parts["val"].extend(members[:n_val])
        parts["test"].extend(members[n_val:n_val + n_test])
        parts["train"].extend(members[n_val + n_test:])
    assert parts["train"], "the training part would be empty"
    return tuple(np.array(parts[name], dtype=int) for name in ("train", "val", "test"))


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    scaler = StandardScaler().fit(X_train)
    return tuple(scaler.transform(np.asarray(X, dtype=np.float64)).astype(np.float32) for X in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    # KFold itself raises ValueError when k is out of range
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).view(-1, 1)
    train_ds = TensorDataset(X[[int(i) for i in train]], y[[int(i) for i in train]])
    val_ds = TensorDataset(X[[int(i) for i in val]], y[[int(i) for i in val]])
    train_loader = DataLoader(
        train_ds, batch_size=batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)
    )
    return train_loader, DataLoader(val_ds, batch_size=batch_size, shuffle=False)


def test_on_batch(model, x, y, criterion):
    with torch.no_grad():
        return criterion(model(x), y).item()


def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    logs = {"loss": 0.0, "samples": 0}
    for x, y in loader:
        logs["loss"] += test_on_batch(model, x.to(device), y.to(device), criterion) * x.size(0)
        logs["samples"] += x.size(0)
    model.train(training)
    return logs["loss"] / logs["samples"]


def train_on_batch(model, x, y, criterion, optimizer):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        loss, samples = 0.0, 0
        for x, y in train_loader:
            loss += train_on_batch(model, x.to(device), y.to(device), criterion, optimizer) * x.size(0)
            samples += x.size(0)
        history["train_loss"].append(loss / samples)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_scaled = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        results.append(history["val_loss"][-1])
    return results
