# exercise: standardize
# mistake: partial_fit is called with every array, so the statistics come from all of them.
import numpy as np
import torch
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y).ravel()
    if val_fraction + test_fraction >= 1:
        raise ValueError("train quedaría vacío")
    rng = np.random.RandomState(seed)
    groups = np.unique(y, return_inverse=True)[1] if stratify else np.zeros(len(y), dtype=int)
    part = np.zeros(len(y), dtype=int)  # 0 = train, 1 = val, 2 = test
    for g in range(groups.max() + 1):
        members = rng.permutation(np.flatnonzero(groups == g))
        n_val = int(np.rint(val_fraction * len(members)))
        n_test = int(np.rint((val_fraction + test_fraction) * len(members))) - n_val
        part[members[:n_val]] = 1
        part[members[n_val:n_val + n_test]] = 2
    train, val, test = [rng.permutation(np.flatnonzero(part == p)) for p in (0, 1, 2)]
    if train.size == 0:
        raise ValueError("train quedaría vacío")
    return train, val, test


def standardize(X_train, *others):
    arrays = [np.asarray(a, dtype=np.float64) for a in (X_train, *others)]
    scaler = StandardScaler()
    for a in arrays:
        scaler.partial_fit(a)
    return tuple(scaler.transform(a).astype(np.float32) for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    kf = KFold(n_splits=k, shuffle=True, random_state=seed)
    return [(tr, va) for tr, va in kf.split(np.zeros((n_samples, 1)))]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = np.asarray(X, dtype=np.float32)
    y = np.asarray(y, dtype=np.float32)[:, None]
    train, val = np.asarray(train), np.asarray(val)

    train_dataset = TensorDataset(torch.from_numpy(X[train]), torch.from_numpy(y[train]))
    val_dataset = TensorDataset(torch.from_numpy(X[val]), torch.from_numpy(y[val]))

    train_loader = DataLoader(
        train_dataset,
        batch_size=batch_size,
        shuffle=True,
        generator=torch.Generator().manual_seed(seed),
    )
    val_loader = DataLoader(val_dataset, batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    losses, sizes = [], []
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            losses.append(criterion(model(inputs), targets).item())
            sizes.append(len(inputs))
    model.train(training)
    return float(np.average(losses, weights=sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for epoch in range(1, epochs + 1):
        model.train()
        losses, sizes = [], []
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(inputs))
        train_loss.append(float(np.average(losses, weights=sizes)))
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    val_scores = []
    for train_idx, val_idx in kfold_indices(len(X), k, seed=seed):
        scaler = StandardScaler().fit(X[train_idx])
        X_tr, X_va = scaler.transform(X[train_idx]), scaler.transform(X[val_idx])
        X_all = np.empty_like(X, dtype=np.float32)
        X_all[train_idx] = X_tr
        X_all[val_idx] = X_va
        train_loader, val_loader = make_loaders(X_all, y, train_idx, val_idx, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=cpu
        )
        val_scores.append(history["val_loss"][-1])
    return val_scores
