# Keras habits: a Sequence of batches that reshuffles itself, fit(validation_data=...), a History object.
# scikit-learn's train_test_split deals each class out (whole numbers, not stratified twice, so errors do not add up).
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from torch.utils.data import DataLoader, TensorDataset


def _split_group(group, n_val, n_test, seed):
    held = n_val + n_test
    if held == 0:
        return group, group[:0], group[:0]
    if held == len(group):
        train, rest = group[:0], np.random.RandomState(seed).permutation(group)
    else:
        train, rest = train_test_split(group, test_size=held, random_state=seed)
    return train, rest[:n_val], rest[n_val:]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("validation and test would take everything")
    y = np.asarray(y)
    index = np.arange(len(y))
    groups = [index[y == c] for c in sorted(set(y.tolist()))] if stratify else [index]
    pieces = [
        _split_group(g, round(val_fraction * len(g)), round(test_fraction * len(g)), seed) for g in groups
    ]
    shuffle = np.random.RandomState(seed).permutation
    train, val, test = (shuffle(np.concatenate(part)) for part in zip(*pieces))
    if not len(train):
        raise ValueError("validation and test would take everything")
    return train, val, test


class Normalization:
    """keras.layers.Normalization: adapt on training data, call on anything."""

    def adapt(self, data):
        data = np.asarray(data, dtype=np.float64)
        self.mean = np.mean(data, axis=0, keepdims=True)
        self.variance = np.var(data, axis=0, keepdims=True)
        varies = (data != data[:1]).any(axis=0, keepdims=True)
        self.scale = np.sqrt(np.where(varies, self.variance, 1.0))

    def __call__(self, data):
        return ((np.asarray(data, dtype=np.float64) - self.mean) / self.scale).astype(np.float32)


def standardize(X_train, *others):
    layer = Normalization()
    layer.adapt(X_train)
    return (layer(X_train), *map(layer, others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must lie between 2 and n_samples")
    splitter = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(splitter.split(np.empty((n_samples, 1))))


class BatchPlan:
    """Lists of positions, one per batch; a new order whenever an epoch starts."""

    def __init__(self, n, batch_size, seed):
        self.n, self.batch_size = n, batch_size
        self.rng = np.random.RandomState(seed)

    def __len__(self):
        return -(-self.n // self.batch_size)

    def __iter__(self):
        order = self.rng.permutation(self.n)
        for start in range(0, self.n, self.batch_size):
            yield order[start : start + self.batch_size].tolist()


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(rows):
        rows = np.asarray(list(rows), dtype=int)
        return TensorDataset(torch.FloatTensor(np.array(X[rows], dtype=np.float32)),
                             torch.FloatTensor(np.array(y[rows], dtype=np.float32)).view(-1, 1))

    train_set = dataset(train)
    return (
        DataLoader(train_set, batch_sampler=BatchPlan(len(train_set), batch_size, seed)),
        DataLoader(dataset(val), batch_size=batch_size),
    )


class Trainer:
    def __init__(self, model, criterion, optimizer=None, device=torch.device("cpu")):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def train_on_batch(self, x, y):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    def test_on_batch(self, x, y):
        with torch.no_grad():
            return float(self.criterion(self.model(x), y))

    def _epoch(self, loader, on_batch):
        losses = [(on_batch(x.to(self.device), y.to(self.device)), len(y)) for x, y in loader]
        return sum(loss * n for loss, n in losses) / sum(n for _, n in losses)

    def evaluate(self, loader):
        phase = self.model.training
        self.model.eval()
        try:
            return self._epoch(loader, self.test_on_batch)
        finally:
            self.model.train(phase)

    def fit(self, loader, validation_data, epochs):
        history = {"train_loss": [], "val_loss": []}
        for _ in range(epochs):
            history["train_loss"].append(self._epoch(loader, self.train_on_batch))
            history["val_loss"].append(self.evaluate(validation_data))
        return history


def evaluate(model, loader, criterion, device):
    return Trainer(model, criterion, device=device).evaluate(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    return Trainer(model, criterion, optimizer, device).fit(train_loader, val_loader, epochs)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        normalize = Normalization()
        normalize.adapt(X[train])
        train_loader, val_loader = make_loaders(normalize(X), y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        trainer = Trainer(model, criterion, make_optimizer(model))
        scores.append(trainer.fit(train_loader, val_loader, epochs)["val_loss"][-1])
    return scores
