# Unusual: splits, scaling, folds and history all live in pandas; the datasets are plain lists of (row, target) for default_collate.

import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader, default_collate


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    frame = pd.DataFrame({"label": np.asarray(y)}) if stratify else pd.DataFrame({"label": np.zeros(len(y), dtype=int)})
    frame = frame.sample(frac=1.0, random_state=np.random.RandomState(seed))
    groups = frame.groupby("label", sort=True)["label"]
    place = (groups.cumcount() + 0.5) / groups.transform("size")
    val = place < val_fraction
    test = ~val & (place < val_fraction + test_fraction)
    parts = tuple(frame.index[mask].to_numpy(dtype=np.int64) for mask in (~val & ~test, val, test))
    if parts[0].size == 0:
        raise ValueError("nothing to train on")
    return parts


def standardize(X_train, *others):
    train = pd.DataFrame(np.asarray(X_train, dtype=float))
    constant = train.nunique() <= 1
    scale = train.std(ddof=0).mask(constant, 1.0)
    mean = train.mean().mask(constant, train.iloc[0])
    scaled = []
    for array in (X_train, *others):
        scaled.append(pd.DataFrame(np.asarray(array, dtype=float)).sub(mean).div(scale).to_numpy(np.float32))
    return tuple(scaled)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("at least two folds are needed")
    if k > n_samples:
        raise ValueError("more folds than samples")
    fold = pd.Series(np.arange(n_samples) % k).sample(frac=1, random_state=seed, ignore_index=True)
    return [
        (fold.index[fold != number].to_numpy(), fold.index[fold == number].to_numpy())
        for number in sorted(fold.unique())
    ]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = np.asarray(X, dtype=np.float32), np.asarray(y, dtype=np.float32)

    def samples(indices):
        return [(torch.from_numpy(X[i].copy()), torch.tensor([float(y[i])])) for i in map(int, indices)]

    generator = torch.Generator()
    generator.manual_seed(seed)
    return (
        DataLoader(samples(train), batch_size, shuffle=True, generator=generator, collate_fn=default_collate),
        DataLoader(samples(val), batch_size, shuffle=False, collate_fn=default_collate),
    )


@torch.inference_mode()
def _rows(model, loader, criterion, device):
    rows = []
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        rows.append((float(loss), len(inputs)))
    return rows


def _mean(rows):
    table = pd.DataFrame(rows, columns=["loss", "n"])
    return float(table.prod(axis=1, skipna=False).sum(skipna=False) / table["n"].sum())


def evaluate(model, loader, criterion, device):
    was = model.training
    model.eval()
    result = _mean(_rows(model, loader, criterion, device))
    model.train(was)
    return result


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    table = pd.DataFrame(index=range(epochs), columns=["train_loss", "val_loss"], dtype=float)
    for epoch in table.index:
        rows = []
        for inputs, targets in train_loader:
            model.train()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rows.append((loss.item(), len(inputs)))
        table.loc[epoch] = [_mean(rows), evaluate(model, val_loader, criterion, device)]
    return table.to_dict(orient="list")


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = pd.Series(dtype=float)
    for number, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        _, Z = standardize(X[train], X)
        train_loader, val_loader = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        scores.loc[number] = history["val_loss"][-1]
    return scores.tolist()
