# unusual: scikit-learn does what it can (train_test_split twice, StandardScaler, KFold); a score is the mean of losses at batch size of the loader
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(n * val_fraction), round(n * test_fraction)
    if val_fraction + test_fraction > 1 - 1e-12 or n_val + n_test >= n:
        raise ValueError("the fractions leave no sample to train on")
    rest, parts = np.arange(n), []
    for size, state in ((n_val, seed), (n_test, seed + 1)):
        if size == 0:
            parts.append(np.arange(0))
            continue
        rest, part = train_test_split(
            rest, test_size=size, random_state=state, shuffle=True, stratify=y[rest] if stratify else None
        )
        parts.append(part)
    if n_val == n_test == 0:
        rest = np.random.RandomState(seed).permutation(n)
    return rest, parts[0], parts[1]


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(A, dtype=np.float64)).astype(np.float32) for A in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)  # raises ValueError itself
    return list(splitter.split(np.zeros(n_samples)))


def make_loaders(X, y, train, val, *, batch_size, seed):
    dataset = TensorDataset(
        torch.from_numpy(np.ascontiguousarray(X, dtype=np.float32)),
        torch.from_numpy(np.ascontiguousarray(y, dtype=np.float32)).unsqueeze(1),
    )
    generator = torch.Generator()
    generator.manual_seed(seed)
    train_loader = DataLoader(
        Subset(dataset, [int(i) for i in train]), batch_size=batch_size, shuffle=True, generator=generator
    )
    val_loader = DataLoader(Subset(dataset, [int(i) for i in val]), batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            total = sum(
                criterion(model(X.to(device)), y.to(device)).item() * len(X) for X, y in loader
            )
    finally:
        model.train(was_training)
    return total / len(loader.dataset)


class PartialFitter:
    """fit/partial_fit/score, like an estimator."""

    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def partial_fit(self, X, y):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(X), y)
        loss.backward()
        self.optimizer.step()
        self.last_loss_ = loss.item()
        return self

    def fit_epoch(self, loader):
        self.loss_ = 0.0
        for X, y in loader:
            self.partial_fit(X.to(self.device), y.to(self.device))
            self.loss_ += self.last_loss_ * len(X) / len(loader.dataset)
        return self

    def score(self, loader):
        return evaluate(self.model, loader, self.criterion, self.device)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    fitter = PartialFitter(model, criterion, optimizer, device)
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(fitter.fit_epoch(train_loader).loss_)
        history["val_loss"].append(fitter.score(val_loader))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def fit_and_score(train, val):
        X_train, X_val = standardize(X[train], X[val])
        X_fold = np.concatenate([X_train, X_val])
        y_fold = np.concatenate([y[train], y[val]])
        n = len(train)
        loaders = make_loaders(X_fold, y_fold, range(n), range(n, len(X_fold)), batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]

    return [fit_and_score(train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
