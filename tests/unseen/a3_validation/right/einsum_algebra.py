# Linear algebra: one-hot class matrices and cumulative sums for the strata, einsum for the variance, batches indexed
# as a whole (batch_size=None over a BatchSampler), the validation loss from all outputs at once.
# reads: the criterion is the mean over what it receives, so over all outputs together it is the mean per sample.
import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction > 1 - 1e-9:
        raise ValueError("train would be empty")
    n = len(y)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(n)
    if stratify:
        onehot = (np.asarray(y)[order, None] == np.unique(y)[None, :]).astype(np.int64)  # (n, classes)
    else:
        onehot = np.ones((n, 1), dtype=np.int64)
    rank = np.einsum("nc,nc->n", np.cumsum(onehot, axis=0), onehot) - 1  # position within the own class
    quotas = np.rint(np.outer(onehot.sum(0), [val_fraction, test_fraction])).astype(np.int64)  # (classes, 2)
    bounds = onehot @ np.cumsum(quotas, axis=1)  # (n, 2)
    part = (rank[:, None] >= bounds).sum(1)  # 0 val, 1 test, 2 train
    if not np.any(part == 2):
        raise ValueError("train would be empty")
    return order[part == 2], order[part == 0], order[part == 1]


def standardize(X_train, *others):
    A = np.asarray(X_train, dtype=np.float64)
    shift = A[0]
    C = A - shift
    m = np.full(len(A), 1 / len(A)) @ C
    C = C - m
    variance = np.einsum("ij,ij->j", C, C) / len(A)
    variance[(A == shift).all(0)] = 1
    W = np.diag(1 / np.sqrt(variance))
    return tuple(((np.asarray(B, dtype=np.float64) - shift - m) @ W).astype(np.float32) for B in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples is needed")
    order = np.random.Generator(np.random.PCG64(seed)).permutation(n_samples)
    member = np.equal.outer(np.arange(k), np.arange(n_samples) * k // n_samples)  # (k, n)
    return [(order[~row], order[row]) for row in member]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(rows):
        rows = np.asarray(rows, dtype=np.int64)
        return TensorDataset(
            torch.from_numpy(np.asarray(X)[rows].astype(np.float32)),
            torch.from_numpy(np.asarray(y)[rows].astype(np.float32)).reshape(-1, 1),
        )

    train_set, val_set = dataset(train), dataset(val)
    shuffled = RandomSampler(train_set, generator=torch.Generator().manual_seed(seed))
    return (
        DataLoader(train_set, sampler=BatchSampler(shuffled, batch_size, drop_last=False), batch_size=None),
        DataLoader(val_set, sampler=BatchSampler(SequentialSampler(val_set), batch_size, False), batch_size=None),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    outputs, wanted = [], []
    with torch.no_grad():
        for inputs, targets in loader:
            outputs.append(model(inputs.to(device)))
            wanted.append(targets.to(device))
        loss = criterion(torch.cat(outputs), torch.cat(wanted))
    model.train(mode)
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    T, V = np.zeros(epochs), np.zeros(epochs)
    for e in range(epochs):
        losses, sizes = [], []
        for inputs, targets in train_loader:
            model.train()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            model.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(inputs.shape[0])
        T[e] = np.dot(losses, sizes) / np.sum(sizes)
        V[e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": T.tolist(), "val_loss": V.tolist()}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, Z = standardize(X[train], X)
        loaders = make_loaders(Z, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        h = train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        results += h["val_loss"][-1:]
    return results
