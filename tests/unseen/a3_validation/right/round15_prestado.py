# style: scikit-learn wherever it exists: train_test_split twice per class, LabelEncoder, StandardScaler, KFold; SkLearn-like estimator with fit/score inside
# option: evaluate keeps all outputs and calls the criterion once on their concatenation; the fold data are rebuilt as train rows then val rows
import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, StandardScaler
from sklearn.utils import check_random_state, shuffle
from sklearn.utils.multiclass import unique_labels
from torch.utils.data import DataLoader, TensorDataset


def _take(pool, fraction, of, random_state):
    size = min(int(round(fraction * of)), len(pool))
    if size in (0, len(pool)):  # scikit-learn wants both sides to hold something
        return np.split(random_state.permutation(pool), [len(pool) - size])
    return train_test_split(pool, test_size=size, random_state=random_state)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    classes = LabelEncoder().fit_transform(y) if stratify else np.zeros(len(y), dtype=int)
    random_state = check_random_state(seed)
    parts = []
    for label in unique_labels(classes):
        pool = np.flatnonzero(classes == label)
        rest, val = _take(pool, val_fraction, len(pool), random_state)
        rest, test = _take(rest, test_fraction, len(pool), random_state)
        parts.append((rest, val, test))
    train, val, test = (shuffle(np.concatenate(part), random_state=random_state) for part in zip(*parts))
    if len(train) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("no training samples")
    return train, val, test


def standardize(X_train, *others):
    pipeline = make_pipeline(FunctionTransformer(np.float64), StandardScaler(), FunctionTransformer(np.float32))
    pipeline.fit(X_train)
    # scikit-learn refuses arrays without rows; there is nothing to scale in them anyway
    return tuple(pipeline.transform(A) if len(A) else np.float32(A) for A in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    # KFold raises ValueError by itself when k < 2, and at split when k > n_samples
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(which):
        which = np.asarray(which, dtype=int)
        columns = np.column_stack((X, y)).astype(np.float32)[which]
        return TensorDataset(torch.tensor(columns[:, :-1]), torch.tensor(columns[:, -1:]))

    return (
        DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)),
        DataLoader(dataset(val), batch_size=batch_size),
    )


class Learner(BaseEstimator):
    """An estimator around a network: partial_fit is an epoch, score is the validation loss."""

    def __init__(self, model=None, criterion=None, optimizer=None, device=None):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.device = device

    def partial_fit(self, loader):
        losses, sizes = [], []
        self.model.train()
        for inputs, targets in loader:
            outputs = self.model(inputs.to(self.device))
            loss = self.criterion(outputs, targets.to(self.device))
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            losses.append(float(loss.detach()))
            sizes.append(len(targets))
        self.loss_ = float(np.average(losses, weights=sizes))
        return self

    def score(self, loader):
        before = self.model.training
        self.model.eval()
        outputs, targets = [], []
        with torch.no_grad():
            for x, t in loader:
                outputs.append(self.model(x.to(self.device)))
                targets.append(t.to(self.device))
            value = self.criterion(torch.cat(outputs), torch.cat(targets))
        self.model.train(before)
        return value.item()


def evaluate(model, loader, criterion, device):
    return Learner(model, criterion, device=device).score(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    learner = Learner(model, criterion, optimizer, device)
    pairs = [(learner.partial_fit(train_loader).loss_, learner.score(val_loader)) for _ in range(epochs)]
    train_loss, val_loss = ([p[i] for p in pairs] for i in (0, 1))
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = np.full(k, np.nan)
    for fold, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        both = np.concatenate(standardize(X[train], X[val]))
        labels = np.concatenate((y[train], y[val]))
        here = np.arange(len(train)), np.arange(len(train), len(both))
        loaders = make_loaders(both, labels, *here, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        scores[fold] = history["val_loss"][-1]
    return scores.tolist()
