# exercise: evaluate
# mistake: It flattens the outputs to (batch,) but not the targets (batch, 1), so the loss is that of an n x n table.
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


class Splitter:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def cut(self, ids, fv, ft):
        ids = self.rng.permutation(ids)
        nv, nt = int(round(fv * ids.size)), int(round(ft * ids.size))
        return ids[nv + nt :], ids[:nv], ids[nv : nv + nt]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("fractions must leave training data")
    s = Splitter(seed)
    ids = np.arange(len(y))
    groups = [ids[np.asarray(y) == label] for label in np.unique(y)] if stratify else [ids]
    cuts = [s.cut(g, val_fraction, test_fraction) for g in groups]
    parts = tuple(np.hstack([c[part] for c in cuts]) for part in range(3))
    if parts[0].size == 0:
        raise ValueError("fractions must leave training data")
    return parts


def standardize(X_train, *others):
    mu = X_train.mean(axis=0)
    sd = X_train.std(axis=0)
    flat = (X_train == X_train[0]).all(axis=0)
    sd = np.where(flat, 1.0, sd)
    return tuple(((a - mu) / sd).astype("float32") for a in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    if not (2 <= k <= n_samples):
        raise ValueError("k out of range")
    blocks = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(np.hstack([b for j, b in enumerate(blocks) if j != i]), blocks[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.from_numpy(np.asarray(X).astype(np.float32))
    y = torch.from_numpy(np.asarray(y).astype(np.float32)).reshape(-1, 1)
    train, val = torch.as_tensor(np.array(train)), torch.as_tensor(np.array(val))
    return (
        DataLoader(
            TensorDataset(X[train], y[train]),
            batch_size=batch_size,
            shuffle=True,
            generator=torch.Generator().manual_seed(seed),
        ),
        DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            preds = model(inputs.to(device)).flatten()
            total += criterion(preds, targets.to(device)).item() * targets.shape[0]
    model.train(was_training)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    log = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        for phase, loader in (("train", train_loader), ("val", val_loader)):
            learning = phase == "train"
            model.train(learning)
            total = 0.0
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                with torch.set_grad_enabled(learning):
                    loss = criterion(model(inputs), targets)
                if learning:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item() * targets.shape[0]
            log[f"{phase}_loss"].append(total / len(loader.dataset))
    return log


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaled = standardize(X[train], X)[1]
        tl, vl = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        log = train_and_validate(
            model, tl, vl, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        out.append(log["val_loss"][-1])
    return out
