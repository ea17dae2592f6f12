# unusual: a Lightning user: training_step, validation_step and hooks in a wrapper module around the model, a DataModule with setup()
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset


class DataModule:
    def __init__(self, X, y, batch_size, seed):
        self.X, self.y, self.batch_size, self.seed = X, y, batch_size, seed

    def setup(self, train, val):
        full = TensorDataset(
            torch.tensor(np.asarray(self.X), dtype=torch.float32),
            torch.tensor(np.asarray(self.y), dtype=torch.float32)[..., None],
        )
        self.train_set = Subset(full, [int(i) for i in train])
        self.val_set = Subset(full, [int(i) for i in val])
        return self

    def train_dataloader(self):
        g = torch.Generator()
        g.manual_seed(self.seed)
        return DataLoader(self.train_set, self.batch_size, shuffle=True, generator=g)

    def val_dataloader(self):
        return DataLoader(self.val_set, self.batch_size, shuffle=False)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.default_rng(seed)
    if not val_fraction + test_fraction < 1:
        raise ValueError("train would be empty")
    stages = {"fit": [], "validate": [], "test": []}
    for label in np.unique(y) if stratify else [...]:
        index = np.arange(y.size) if label is ... else np.flatnonzero(y == label)
        index = rng.choice(index, size=index.size, replace=False)
        v = round(val_fraction * index.size)
        t = round((val_fraction + test_fraction) * index.size)
        for stage, piece in zip(("validate", "test", "fit"), np.split(index, [v, t])):
            stages[stage].append(piece)
    train, val, test = (np.concatenate(stages[s]) for s in ("fit", "validate", "test"))
    if train.size == 0:
        raise ValueError("train would be empty")
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    loc = X_train.mean(axis=0)
    scale = np.sqrt(X_train.var(axis=0))
    scale[X_train.max(axis=0) == X_train.min(axis=0)] = 1
    return tuple(np.divide(np.subtract(a, loc), scale).astype(np.float32) for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or n_samples < k:
        raise ValueError(f"{n_samples} samples do not make {k} folds")
    permuted = np.random.default_rng(seed).permutation(n_samples)
    return [(np.delete(permuted, np.s_[f::k]), permuted[f::k]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    data = DataModule(X, y, batch_size, seed).setup(train, val)
    return data.train_dataloader(), data.val_dataloader()


class Task:
    """Model, criterion, optimizer: what to do with a batch."""

    def __init__(self, model, criterion, optimizer=None):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer
        self.logged = {}

    def log(self, name, value, batch_size):
        total, n = self.logged.get(name, (0.0, 0))
        self.logged[name] = (total + value * batch_size, n + batch_size)

    def reset(self):
        self.logged.clear()

    def metric(self, name):
        total, n = self.logged[name]
        return total / n

    def shared_step(self, batch, name):
        inputs, targets = batch
        loss = self.criterion(self.model(inputs), targets)
        self.log(name, loss.item(), inputs.size(0))
        return loss

    def on_train_epoch_start(self):
        self.model.train()

    def training_step(self, batch):
        self.optimizer.zero_grad()
        self.shared_step(batch, "train_loss").backward()
        self.optimizer.step()

    def on_validation_start(self):
        self._mode = self.model.training
        self.model.eval()

    @torch.no_grad()
    def validation_step(self, batch):
        self.shared_step(batch, "val_loss")

    def on_validation_end(self):
        self.model.train(self._mode)


class Loop:
    def __init__(self, task, device):
        self.task, self.device = task, device

    def transfer(self, batch):
        return [tensor.to(self.device, non_blocking=True) for tensor in batch]

    def fit_epoch(self, loader):
        self.task.on_train_epoch_start()
        for batch in loader:
            self.task.training_step(self.transfer(batch))

    def validate(self, loader):
        self.task.on_validation_start()
        for batch in loader:
            self.task.validation_step(self.transfer(batch))
        self.task.on_validation_end()


def evaluate(model, loader, criterion, device):
    task = Task(model, criterion)
    Loop(task, device).validate(loader)
    return task.metric("val_loss")


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    task = Task(model, criterion, optimizer)
    loop = Loop(task, device)
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        task.reset()
        loop.fit_epoch(train_loader)
        loop.validate(val_loader)
        for name in history:
            history[name].append(task.metric(name))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        data = DataModule(standardize(X[train], X)[1], y, batch_size, seed).setup(train, val)
        model = make_model()
        history = train_and_validate(
            model,
            data.train_dataloader(),
            data.val_dataloader(),
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        scores.append(history["val_loss"][-1])
    return scores
