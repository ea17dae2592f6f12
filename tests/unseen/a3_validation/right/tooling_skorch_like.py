# Correct: skorch-like NeuralNet with History and callbacks, scipy.stats.zmap, joblib.Parallel with one job, sklearn StratifiedShuffleSplit and check_cv utilities
import numpy as np
import torch
from joblib import Parallel, delayed
from scipy import stats
from sklearn.base import BaseEstimator
from sklearn.model_selection import ShuffleSplit, StratifiedShuffleSplit
from sklearn.utils import check_random_state, shuffle
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = y.shape[0]
    held = val_fraction + test_fraction
    if round(n * val_fraction) + round(n * test_fraction) >= n:
        raise ValueError("empty training part")
    splitter = StratifiedShuffleSplit if stratify else ShuffleSplit
    everything = np.arange(n)
    if round(n * held) == 0:
        return shuffle(everything, random_state=seed), everything[:0], everything[:0]
    train, rest = next(splitter(1, test_size=round(n * held), random_state=seed).split(everything, y))
    # inside the held-out part the classes alternate, so a cut by share of each class is exact
    val, test = [], []
    for c in np.unique(y) if stratify else [None]:
        members = rest if c is None else rest[y[rest] == c]
        cut = int(round(len(members) * val_fraction / held))
        val.append(members[:cut])
        test.append(members[cut:])
    rng = check_random_state(seed)
    return train, rng.permutation(np.concatenate(val)), rng.permutation(np.concatenate(test))


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=float)
    constant = np.all(X_train == X_train[:1], axis=0)

    def transform(a):
        a = np.asarray(a, dtype=float)
        with np.errstate(all="ignore"):
            z = np.asarray(stats.zmap(a, X_train, axis=0, ddof=0))
        return np.where(constant, a - X_train[0], z).astype(np.float32)

    return tuple(map(transform, (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"cannot make {k} folds of {n_samples} samples")
    rng = np.random.default_rng(seed)
    folds = np.array_split(rng.permutation(n_samples), k)
    return [(np.setdiff1d(np.arange(n_samples), fold), fold) for fold in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def tensors(idx):
        idx = np.asarray(idx, dtype=int)
        return (
            torch.from_numpy(np.ascontiguousarray(X[idx], dtype=np.float32)),
            torch.from_numpy(np.ascontiguousarray(y[idx], dtype=np.float32)).view(-1, 1),
        )

    return (
        DataLoader(TensorDataset(*tensors(train)), batch_size, shuffle=True, generator=torch.Generator().manual_seed(int(seed))),
        DataLoader(TensorDataset(*tensors(val)), batch_size, shuffle=False),
    )


class History(list):
    def new_epoch(self):
        self.append({"batches": []})

    def record(self, key, value):
        self[-1][key] = value

    def record_batch(self, key, value, n):
        self[-1]["batches"].append((key, value, n))

    def mean(self, key):
        values = [(v, n) for k, v, n in self[-1]["batches"] if k == key]
        return float(np.dot(*map(np.array, zip(*values))) / sum(n for _, n in values))

    def column(self, key):
        return [row[key] for row in self]


class Callback:
    def on_epoch_end(self, net):
        pass


class EpochScoring(Callback):
    def on_epoch_end(self, net):
        net.history_.record("train_loss", net.history_.mean("train_loss"))
        net.history_.record("val_loss", net.history_.mean("val_loss"))


class PrintLog(Callback):
    def on_epoch_end(self, net):
        row = net.history_[-1]
        print(f"{len(net.history_):>5} {row['train_loss']:>10.4f} {row['val_loss']:>10.4f}")


class NeuralNet(BaseEstimator):
    def __init__(self, module=None, criterion=None, optimizer=None, device="cpu", callbacks=()):
        self.module = module
        self.criterion = criterion
        self.optimizer = optimizer
        self.device = device
        self.callbacks = callbacks

    def get_loss(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return self.criterion(self.module(x), y), len(x)

    def train_step(self, batch):
        self.module.train()
        self.optimizer.zero_grad()
        loss, n = self.get_loss(batch)
        loss.backward()
        self.optimizer.step()
        return loss.item(), n

    def validation_step(self, batch):
        mode = self.module.training
        self.module.eval()
        with torch.no_grad():
            loss, n = self.get_loss(batch)
        self.module.train(mode)
        return loss.item(), n

    def partial_fit(self, train_loader, val_loader, epochs):
        self.history_ = History()
        for _ in range(epochs):
            self.history_.new_epoch()
            for batch in train_loader:
                self.history_.record_batch("train_loss", *self.train_step(batch))
            for batch in val_loader:
                self.history_.record_batch("val_loss", *self.validation_step(batch))
            for callback in self.callbacks:
                callback.on_epoch_end(self)
        return self


def evaluate(model, loader, criterion, device):
    net = NeuralNet(model, criterion, device=device)
    losses, sizes = zip(*[net.validation_step(batch) for batch in loader])
    return float(np.average(losses, weights=sizes))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    net = NeuralNet(model, criterion, optimizer, device, callbacks=[EpochScoring(), PrintLog()])
    net.partial_fit(train_loader, val_loader, epochs)
    return {key: net.history_.column(key) for key in ("train_loss", "val_loss")}


def _fit_and_score(make_model, make_optimizer, X, y, train, val, epochs, batch_size, criterion, seed):
    X_train, X_val = standardize(X[train], X[val])
    Xs = np.zeros_like(X, dtype=np.float32)
    Xs[train], Xs[val] = X_train, X_val
    loaders = make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed)
    model = make_model()
    optimizer = make_optimizer(model)
    return train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))["val_loss"][-1]


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    return Parallel(n_jobs=1, verbose=0)(
        delayed(_fit_and_score)(make_model, make_optimizer, X, y, tr, va, epochs, batch_size, criterion, seed)
        for tr, va in kfold_indices(len(X), k, seed=seed)
    )
