# exercise: evaluate
# mistake: a helper returns (y_true, y_pred), in scikit-learn's order, and the criterion receives the pair as it is
# scikit-learn where it helps, Keras habits for the rest
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    indices = np.arange(len(y))
    n_val = int(round(val_fraction * len(y)))
    n_test = int(round(test_fraction * len(y)))
    if val_fraction + test_fraction >= 1 or n_val + n_test >= len(y):
        raise ValueError("the training part would be empty")

    def take(pool, size):
        if size == 0:
            return pool, pool[:0]
        labels = y[pool] if stratify else None
        return train_test_split(pool, test_size=size, random_state=seed, shuffle=True, stratify=labels)

    rest, test = take(indices, n_test)
    train, val = take(rest, n_val)
    if n_val == n_test == 0:
        train = np.random.RandomState(seed).permutation(train)
    return train, val, test


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


def predict_on_batch(model, batch, device):
    """(y_true, y_pred), as all of sklearn.metrics wants them."""
    x, y = batch
    with torch.no_grad():
        return y.to(device), model(x.to(device))


def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    logs = {"loss": 0.0, "samples": 0}
    for batch in loader:
        pair = predict_on_batch(model, batch, device)
        logs["loss"] += criterion(*pair).item() * len(pair[0])
        logs["samples"] += len(pair[0])
    model.train(training)
    return logs["loss"] / logs["samples"]


def run_loader(model, loader, criterion, device, optimizer=None):
    """One pass; it trains when there is an optimizer."""
    learning = optimizer is not None
    model.train(learning)
    loss_sum, samples = 0.0, 0
    with torch.set_grad_enabled(learning):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * x.size(0)
            samples += x.size(0)
    return loss_sum / samples


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(run_loader(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(run_loader(model, val_loader, criterion, device))
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
