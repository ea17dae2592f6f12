# Classes for everything: Splitter, Scaler, Folds, Trainer, Evaluator, CrossValidation.
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Splitter(object):
    def __init__(self, val_fraction, test_fraction, seed):
        self.val_fraction = val_fraction
        self.test_fraction = test_fraction
        self.random = np.random.RandomState(seed)
        self.train, self.val, self.test = [], [], []

    def check(self):
        if self.val_fraction + self.test_fraction > 1.0 - 1e-9:
            raise ValueError("nothing is left to train on")

    def deal(self, group):
        group = np.array(group, dtype=int)
        self.random.shuffle(group)
        n = len(group)
        n_val = int(round(self.val_fraction * n))
        n_test = int(round(self.test_fraction * n))
        self.val.extend(group[:n_val].tolist())
        self.test.extend(group[n_val:n_val + n_test].tolist())
        self.train.extend(group[n_val + n_test:].tolist())

    def parts(self):
        if len(self.train) == 0:
            raise ValueError("nothing is left to train on")
        out = []
        for part in (self.train, self.val, self.test):
            part = np.array(part, dtype=np.int64)
            self.random.shuffle(part)
            out.append(part)
        return tuple(out)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    splitter = Splitter(val_fraction, test_fraction, seed)
    splitter.check()
    if stratify:
        for label in np.unique(y):
            splitter.deal(np.flatnonzero(y == label))
    else:
        splitter.deal(range(len(y)))
    return splitter.parts()


class Scaler(object):
    def fit(self, X):
        X = np.asarray(X, dtype=np.float64)
        self.mean = X.mean(axis=0)
        self.std = X.std(axis=0)
        self.std[X.max(axis=0) == X.min(axis=0)] = 1.0
        return self

    def transform(self, X):
        return ((np.asarray(X, dtype=np.float64) - self.mean) / self.std).astype(np.float32)


def standardize(X_train, *others):
    scaler = Scaler().fit(X_train)
    return tuple(scaler.transform(X) for X in (X_train,) + others)


class Folds(object):
    def __init__(self, n_samples, k, seed):
        if k < 2:
            raise ValueError("at least two folds are needed")
        if k > n_samples:
            raise ValueError("more folds than samples")
        self.order = np.random.RandomState(seed).permutation(n_samples)
        self.k = k

    def __iter__(self):
        start = 0
        base, extra = divmod(len(self.order), self.k)
        for i in range(self.k):
            size = base + (1 if i < extra else 0)
            val = self.order[start:start + size]
            train = np.concatenate([self.order[:start], self.order[start + size:]])
            start += size
            yield train, val


def kfold_indices(n_samples, k, *, seed):
    return list(Folds(n_samples, k, seed))


class Table(Dataset):
    def __init__(self, X, y, rows):
        rows = np.asarray(rows, dtype=np.int64)
        self.X = torch.tensor(np.asarray(X)[rows], dtype=torch.float32)
        self.y = torch.tensor(np.asarray(y)[rows], dtype=torch.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i].reshape(1)


def make_loaders(X, y, train, val, *, batch_size, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    train_loader = DataLoader(Table(X, y, train), batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(Table(X, y, val), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


class Pass(object):
    """One pass over a loader; subclasses say what happens to a batch."""

    def __init__(self, model, criterion, device):
        self.model, self.criterion, self.device = model, criterion, device

    def batch(self, inputs, targets):
        raise NotImplementedError("abstract")

    def run(self, loader):
        total, n = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            total += self.batch(inputs, targets) * inputs.shape[0]
            n += inputs.shape[0]
        return total / n


class TrainingPass(Pass):
    def __init__(self, model, criterion, device, optimizer):
        super(TrainingPass, self).__init__(model, criterion, device)
        self.optimizer = optimizer

    def batch(self, inputs, targets):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(inputs), targets)
        loss.backward()
        self.optimizer.step()
        return loss.item()


class ValidationPass(Pass):
    def batch(self, inputs, targets):
        return self.criterion(self.model(inputs), targets).item()

    def run(self, loader):
        was_training = self.model.training
        self.model.eval()
        try:
            with torch.no_grad():
                return super(ValidationPass, self).run(loader)
        finally:
            self.model.train(was_training)


def evaluate(model, loader, criterion, device):
    return ValidationPass(model, criterion, device).run(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    training = TrainingPass(model, criterion, device, optimizer)
    validation = ValidationPass(model, criterion, device)
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(training.run(train_loader))
        history["val_loss"].append(validation.run(val_loader))
    return history


class CrossValidation(object):
    def __init__(self, make_model, make_optimizer, criterion, epochs, batch_size, seed):
        self.make_model, self.make_optimizer = make_model, make_optimizer
        self.criterion, self.epochs, self.batch_size, self.seed = criterion, epochs, batch_size, seed

    def fold(self, X, y, train, val):
        scaler = Scaler().fit(X[train])
        loaders = make_loaders(scaler.transform(X), y, train, val, batch_size=self.batch_size, seed=self.seed)
        model = self.make_model()
        optimizer = self.make_optimizer(model)
        history = train_and_validate(
            model, loaders[0], loaders[1], self.criterion, optimizer, epochs=self.epochs, device=torch.device("cpu")
        )
        return history["val_loss"][-1]


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cv = CrossValidation(make_model, make_optimizer, criterion, epochs, batch_size, seed)
    return [cv.fold(X, y, train, val) for train, val in kfold_indices(len(X), k, seed=seed)]
