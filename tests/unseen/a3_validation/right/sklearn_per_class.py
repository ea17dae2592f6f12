# Unusual: scikit-learn throughout: train_test_split per class with whole counts, StandardScaler, KFold; evaluation is a class-based context.
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state, shuffle
from torch.utils.data import DataLoader, Subset, TensorDataset


def _take(indices, count, random_state):
    """Splits `count` indices off; train_test_split itself refuses empty parts."""
    if count <= 0:
        return indices, indices[:0]
    if count >= len(indices):
        return indices[:0], shuffle(indices, random_state=random_state)
    return train_test_split(indices, test_size=int(count), random_state=random_state)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = check_random_state(seed)
    everything = rng.permutation(len(y))
    groups = [everything[y[everything] == c] for c in np.unique(y)] if stratify else [everything]
    parts = {"train": [everything[:0]], "val": [everything[:0]], "test": [everything[:0]]}
    for group in groups:
        held = round((val_fraction + test_fraction) * len(group))
        n_val = min(held, round(val_fraction * len(group)))
        if test_fraction == 0:
            held = n_val
        train, rest = _take(group, held, rng)
        if val_fraction == 0:
            n_val = 0
        test, val = _take(rest, n_val, rng)
        for name, indices in (("train", train), ("val", val), ("test", test)):
            parts[name].append(indices)
    result = tuple(rng.permutation(np.concatenate(parts[name])) for name in ("train", "val", "test"))
    if len(result[0]) == 0:
        raise ValueError("the fractions leave nothing to train on")
    return result


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    constant = np.ptp(np.asarray(X_train, dtype=np.float64), axis=0) == 0
    scaler.scale_[constant] = 1.0

    def apply(array):
        array = np.asarray(array, dtype=np.float64)
        if len(array) == 0:
            return array.astype(np.float32)
        return scaler.transform(array).astype(np.float32)

    return tuple(map(apply, (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"{k=} for {n_samples=}")
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.empty((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    whole = TensorDataset(
        torch.as_tensor(np.asarray(X), dtype=torch.float32), torch.as_tensor(np.asarray(y), dtype=torch.float32)[:, None]
    )
    train_set, val_set = Subset(whole, [int(i) for i in train]), Subset(whole, [int(i) for i in val])
    own = torch.Generator()
    own.manual_seed(seed)
    common = dict(batch_size=batch_size, num_workers=0, drop_last=False)
    return DataLoader(train_set, shuffle=True, generator=own, **common), DataLoader(val_set, **common)


class Judge:
    """`with Judge(model) as judge: judge(x)`: eval mode, no gradients, everything as it was afterwards."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.mode = self.model.training
        self.no_grad = torch.no_grad()
        self.no_grad.__enter__()
        self.model.train(False)
        return self

    def __call__(self, x):
        assert not torch.is_grad_enabled() and not self.model.training
        return self.model(x)

    def __exit__(self, *exc):
        self.model.train(self.mode)
        return self.no_grad.__exit__(*exc)


def evaluate(model, loader, criterion, device):
    losses, weights = [], []
    with Judge(model) as judge:
        for inputs, targets in loader:
            losses.append(criterion(judge(inputs.to(device)), targets.to(device)).cpu().double().numpy())
            weights.append(inputs.shape[0])
    return float(np.dot(losses, weights) / np.sum(weights))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def one_epoch():
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                record.append((loss.item(), len(inputs)))
                return loss

            optimizer.step(closure)

    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        record = []
        one_epoch()
        losses, sizes = np.array(record).T
        history["train_loss"].append(float(losses @ sizes / sizes.sum()))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        Z = np.empty(np.shape(X), dtype=np.float32)
        Z[train], Z[val] = standardize(X[train], X[val])
        model = make_model()
        optimizer = make_optimizer(model)
        train_loader, val_loader = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        *_, last = history["val_loss"]
        results.append(last)
    return results
