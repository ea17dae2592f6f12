# Reports sizes, class shares and losses through logging and print; scikit-learn shuffles and splits where it can.
import logging
import time

import numpy as np
import torch
from sklearn.utils import check_random_state
from torch.utils.data import DataLoader, TensorDataset

logging.getLogger("a3").setLevel(logging.INFO)
log = logging.getLogger("a3")


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rest = 1.0 - val_fraction - test_fraction
    if rest <= 1e-9:
        log.error("val %.3f + test %.3f leave nothing", val_fraction, test_fraction)
        raise ValueError("the fractions leave no sample to train on")
    random_state = check_random_state(seed)
    y = np.asarray(y)
    labels = y if stratify else np.zeros(len(y), dtype=int)
    # One permutation of everything; afterwards each class is walked through in that order.
    order = random_state.permutation(len(y))
    where = {"train": [], "val": [], "test": []}
    for c in np.unique(labels):
        members = order[labels[order] == c]
        n_val, n_test = round(val_fraction * len(members)), round(test_fraction * len(members))
        where["val"].append(members[:n_val])
        where["test"].append(members[n_val:][:n_test])
        where["train"].append(members[n_val + n_test:])
        log.info("class %s: %d samples, %d to val, %d to test", c, len(members), n_val, n_test)
    parts = {name: random_state.permutation(np.concatenate(pieces)) for name, pieces in where.items()}
    print("holdout:", {name: len(part) for name, part in parts.items()})
    if not len(parts["train"]):
        raise ValueError("the fractions leave no sample to train on")
    return parts["train"], parts["val"], parts["test"]


def standardize(X_train, *others):
    reference = np.asarray(X_train, dtype=np.float64)
    mean, std = np.mean(reference, axis=0), np.std(reference, axis=0, ddof=0)
    constant = np.all(reference == reference[0], axis=0)
    if constant.any():
        log.info("constant columns: %s", np.flatnonzero(constant).tolist())
    divisor = np.where(constant, 1.0, std)
    result = []
    for array in (X_train,) + others:
        centred = np.asarray(array, dtype=np.float64) - mean
        result.append((centred / divisor).astype(np.float32))
    return tuple(result)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be between 2 and %d" % n_samples)
    order = check_random_state(seed).permutation(n_samples)
    folds = []
    for number, val in enumerate(np.array_split(order, k), start=1):
        train = order[~np.isin(order, val)]
        folds.append((train, val))
        print(f"fold {number}/{k}: {len(train)} train, {len(val)} val")
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(rows):
        rows = np.array(rows, dtype=np.intp)
        inputs = torch.tensor(np.take(X, rows, axis=0), dtype=torch.float32)
        targets = torch.tensor(np.take(y, rows, axis=0), dtype=torch.float32).view(len(rows), 1)
        return TensorDataset(inputs, targets)

    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(dataset(train), batch_size=batch_size, shuffle=True, generator=g, num_workers=0)
    val_loader = DataLoader(dataset(val), batch_size=batch_size, shuffle=False, num_workers=0)
    log.info("%d training batches, %d validation batches", len(train_loader), len(val_loader))
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    start = time.perf_counter()
    arrived_training = model.training
    model.eval()
    running, seen = 0.0, 0
    for number, (inputs, targets) in enumerate(loader, start=1):
        inputs, targets = inputs.to(device), targets.to(device)
        with torch.no_grad():
            outputs = model(inputs)
        loss = criterion(outputs, targets)
        running += loss.item() * len(inputs)
        seen += len(inputs)
        log.debug("batch %d: %.6f", number, loss.item())
    model.train(arrived_training)
    log.info("evaluated %d samples in %.3f s: %.6f", seen, time.perf_counter() - start, running / seen)
    return running / seen


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(1, epochs + 1):
        running, seen = 0.0, 0
        for inputs, targets in train_loader:
            model.train()
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(inputs)
            seen += len(inputs)
        history["train_loss"].append(running / seen)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        print("epoch %3d  train %.4f  val %.4f" % (epoch, history["train_loss"][-1], history["val_loss"][-1]))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    losses = []
    for number, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed), start=1):
        _, everything = standardize(X[train], X)
        loaders = make_loaders(everything, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=cpu)
        losses.append(history["val_loss"][-1])
        log.info("fold %d: %.6f", number, losses[-1])
    print(f"mean of {k} folds: {np.mean(losses):.4f} ± {np.std(losses):.4f}")
    return losses
