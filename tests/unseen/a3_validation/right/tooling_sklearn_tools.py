# Correct: train_test_split twice, StandardScaler, KFold(shuffle), torchmetrics.MeanMetric weighted by the batch size, tqdm over the loader
import warnings

import numpy as np
import torch
from sklearn.exceptions import DataConversionWarning
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics.aggregation import MeanMetric
from tqdm.auto import tqdm, trange

warnings.filterwarnings("ignore", category=DataConversionWarning)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = int(round(val_fraction * n)), int(round(test_fraction * n))
    if n_val + n_test >= n:
        raise ValueError(f"no training samples left: {val_fraction} + {test_fraction}")
    empty = np.array([], dtype=int)
    idx = np.arange(n)

    def split(indices, size):
        if size == 0:
            return np.random.RandomState(seed).permutation(indices), empty
        return train_test_split(
            indices, test_size=size, random_state=seed, shuffle=True, stratify=y[indices] if stratify else None
        )

    rest, test = split(idx, n_test)
    train, val = split(rest, n_val)
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype(np.float32) for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError(f"k={k} with {n_samples} samples")
    kf = KFold(n_splits=k, shuffle=True, random_state=seed)
    return [(tr, va) for tr, va in kf.split(np.zeros((n_samples, 1)))]


def make_loaders(X, y, train, val, *, batch_size, seed):
    ds = TensorDataset(
        torch.as_tensor(np.asarray(X), dtype=torch.float32), torch.as_tensor(np.asarray(y), dtype=torch.float32)[:, None]
    )
    g = torch.Generator()
    g.manual_seed(seed)
    kwargs = dict(batch_size=batch_size, num_workers=0, pin_memory=torch.cuda.is_available(), drop_last=False)
    train_loader = DataLoader(Subset(ds, [int(i) for i in train]), shuffle=True, generator=g, **kwargs)
    val_loader = DataLoader(Subset(ds, [int(i) for i in val]), shuffle=False, **kwargs)
    return train_loader, val_loader


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    training = model.training
    model.eval()
    mean = MeanMetric().to(device)
    for inputs, targets in tqdm(loader, desc="val", leave=False):
        inputs, targets = inputs.to(device), targets.to(device)
        mean.update(criterion(model(inputs), targets), weight=len(inputs))
    model.train(training)
    return mean.compute().item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    bar = trange(epochs)
    for epoch in bar:
        model.train()
        mean = MeanMetric().to(device)
        for inputs, targets in tqdm(train_loader, desc=f"epoch {epoch + 1}", leave=False):
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            mean.update(loss.detach(), weight=len(inputs))
        history["train_loss"].append(mean.compute().item())
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        bar.set_postfix(**{name: values[-1] for name, values in history.items()})
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    scores = []
    for fold, (train, val) in enumerate(tqdm(kfold_indices(len(X), k, seed=seed), desc="folds")):
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model().to(device)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, make_optimizer(model), epochs=epochs, device=device
        )
        scores.append(history["val_loss"][-1])
    print(f"CV: {np.mean(scores):.4f} +- {np.std(scores):.4f}")
    return scores
