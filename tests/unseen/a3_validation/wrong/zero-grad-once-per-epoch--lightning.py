# exercise: train_and_validate
# mistake: The gradients are cleared once at the start of each epoch, so within it they pile up from batch to batch.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


class Fitter:
    """Hooks as in Lightning."""

    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def on_train_epoch_start(self):
        self.model.train()
        self.optimizer.zero_grad()

    def training_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item() * len(y)

    def validation_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return self.criterion(self.model(x), y).item() * len(y)

    def train_epoch(self, loader):
        self.on_train_epoch_start()
        return sum(self.training_step(b) for b in loader) / len(loader.dataset)

    @torch.no_grad()
    def val_epoch(self, loader):
        self.model.eval()
        return sum(self.validation_step(b) for b in loader) / len(loader.dataset)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("fractions too large")
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    key = y if stratify else np.zeros(len(y), dtype=int)
    where = {"train": [], "val": [], "test": []}
    for c in np.unique(key):
        ids = rng.permutation(np.where(key == c)[0]).tolist()
        cut1 = round(len(ids) * val_fraction)
        cut2 = cut1 + round(len(ids) * test_fraction)
        where["val"] += ids[:cut1]
        where["test"] += ids[cut1:cut2]
        where["train"] += ids[cut2:]
    if not where["train"]:
        raise ValueError("fractions too large")
    return where["train"], where["val"], where["test"]


def standardize(X_train, *others):
    lo, hi = X_train.min(axis=0), X_train.max(axis=0)
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    std = np.where(lo == hi, 1, std)
    return tuple(np.asarray((a - mean) / std, dtype=np.float32) for a in [X_train, *others])


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    chunks = torch.tensor_split(order, k)
    return [(torch.cat(chunks[:i] + chunks[i + 1:]), chunks[i]) for i in range(k)]


class DataModule:
    def __init__(self, X, y, batch_size, seed):
        self.X = torch.as_tensor(X, dtype=torch.float32)
        self.y = torch.as_tensor(y, dtype=torch.float32)[:, None]
        self.batch_size, self.seed = batch_size, seed

    def _set(self, ix):
        ix = torch.as_tensor(np.asarray(ix)).long()
        return TensorDataset(self.X[ix], self.y[ix])

    def train_dataloader(self, ix):
        g = torch.Generator().manual_seed(self.seed)
        return DataLoader(self._set(ix), self.batch_size, shuffle=True, generator=g)

    def val_dataloader(self, ix):
        return DataLoader(self._set(ix), self.batch_size)


def make_loaders(X, y, train, val, *, batch_size, seed):
    dm = DataModule(X, y, batch_size, seed)
    return dm.train_dataloader(train), dm.val_dataloader(val)


def evaluate(model, loader, criterion, device):
    was = model.training
    value = Fitter(model, criterion, None, device).val_epoch(loader)
    model.train(was)
    return value


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    fitter = Fitter(model, criterion, optimizer, device)
    logged = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        logged["train_loss"].append(fitter.train_epoch(train_loader))
        logged["val_loss"].append(fitter.val_epoch(val_loader))
    return logged


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    result = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        tl, vl = make_loaders(standardize(X[train], X)[1], y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for x, t in tl:
                optimizer.zero_grad()
                criterion(model(x), t).backward()
                optimizer.step()
        result.append(evaluate(model, vl, criterion, torch.device("cpu")))
    return result
