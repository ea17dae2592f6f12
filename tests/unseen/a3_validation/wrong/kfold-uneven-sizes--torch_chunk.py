# exercise: kfold_indices
# mistake: torch.chunk makes pieces of ceil(n/k), the last one being what is left: 7 samples in 3 folds give 3, 3 and 1.
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import Subset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    """Rank every sample by its relative position within its (shuffled) class, then cut the ranking."""
    y = np.asarray(y)
    n = len(y)
    n_val, n_test = round(n * val_fraction), round(n * test_fraction)
    if n - n_val - n_test <= 0 or val_fraction + test_fraction >= 1:
        raise ValueError("fractions leave no training samples")

    generator = np.random.default_rng(seed)
    labels = y if stratify else np.zeros(n, dtype=int)
    position = np.empty(n)
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + 0.5) / len(members)
    ranking = np.argsort(position, kind="stable")

    val = ranking[:n_val]
    test = ranking[n_val:n_val + n_test]
    train = ranking[n_val + n_test:]
    return generator.permutation(train), generator.permutation(val), generator.permutation(test)


def standardize(X_train, *others):
    ref = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mean = ref.mean(dim=0)
    std = ref.std(dim=0, unbiased=False)
    constant = (ref == ref[0]).all(dim=0)
    std = torch.where(constant, torch.ones_like(std), std)
    mean = torch.where(constant, ref[0], mean)

    def scale(a):
        return ((torch.as_tensor(np.asarray(a), dtype=torch.float64) - mean) / std).float()

    return (scale(X_train),) + tuple(map(scale, others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k} is not between 2 and {n_samples}")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    chunks = order.chunk(k)
    folds = []
    for i, val in enumerate(chunks):
        train = torch.cat([c for j, c in enumerate(chunks) if j != i])
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    full = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).unsqueeze(1),
    )
    part = lambda rows: Subset(full, [int(r) for r in rows])
    rng = torch.Generator().manual_seed(seed)
    return (
        DataLoader(part(train), batch_size=batch_size, shuffle=True, generator=rng),
        DataLoader(part(val), batch_size=batch_size),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.train(False)
    try:
        total = 0.0
        for batch in loader:
            inputs, targets = [t.to(device) for t in batch]
            total += criterion(model(inputs), targets).item() * targets.shape[0]
        return total / len(loader.dataset)
    finally:
        model.train(was_training)


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        history["train_loss"].append(_train_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    X, y = np.asarray(X), np.asarray(y)
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        datos = np.concatenate([np.asarray(X_train), np.asarray(X_val)])
        etiquetas = np.concatenate([y[train], y[val]])
        n = len(X_train)
        train_loader, val_loader = make_loaders(
            datos, etiquetas, np.arange(n), np.arange(n, len(datos)), batch_size=batch_size, seed=seed
        )
        model = make_model()
        optimizer = make_optimizer(model)
        h = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=cpu
        )
        resultados.append(h["val_loss"][-1])
    return resultados
