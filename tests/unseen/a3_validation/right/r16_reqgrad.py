# style: gradients disabled by requires_grad_(False) on every parameter AND no_grad-decorated forward wrapper; sklearn splitters; optimizer.step(closure)
# open options used: KFold/StandardScaler of sklearn; np.random.RandomState; the validation loader has workers=0 but a batch of its own size is kept
import types

import numpy as np
import torch
from sklearn.model_selection import KFold
from sklearn.preprocessing import LabelEncoder, StandardScaler
from torch.utils.data import DataLoader, RandomSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    rs = np.random.RandomState(seed)
    y = np.asarray(y)
    codes = LabelEncoder().fit_transform(y) if stratify else np.zeros(len(y), int)
    tag = np.full(len(y), 0, dtype=np.int8)  # 0 train, 1 val, 2 test
    for c in np.unique(codes):
        where = rs.permutation(np.nonzero(codes == c)[0])
        edges = np.rint(np.cumsum([val_fraction, test_fraction]) * len(where) + 1e-7).astype(int)
        tag[where[: edges[1]]] = 2
        tag[where[: edges[0]]] = 1
    if (tag == 0).sum() == 0:
        raise ValueError("the fractions leave no training sample")
    return tuple(rs.permutation(np.where(tag == t)[0]) for t in (0, 1, 2))


def standardize(X_train, *others):
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(scaler.transform(np.asarray(a, dtype=np.float64)).astype(np.float32) for a in (X_train,) + others)


def kfold_indices(n_samples, k, *, seed):
    return list(KFold(n_splits=k, shuffle=True, random_state=seed).split(np.empty((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    def dataset(index):
        index = np.asarray(list(index), dtype=int)
        return TensorDataset(
            torch.from_numpy(np.asarray(X)[index].astype(np.float32)),
            torch.from_numpy(np.asarray(y)[index].astype(np.float32).reshape(-1, 1)),
        )

    first, second = dataset(train), dataset(val)
    sampler = RandomSampler(first, generator=torch.Generator().manual_seed(seed))
    return DataLoader(first, batch_size=batch_size, sampler=sampler), DataLoader(second, batch_size=batch_size)


def evaluate(model, loader, criterion, device):
    flags = [(p, p.requires_grad) for p in model.parameters()]
    mode = model.training
    for p, _ in flags:
        p.requires_grad_(False)
    model.eval()
    forward = torch.no_grad()(model.__call__)
    try:
        losses, sizes = [], []
        for x, t in loader:
            losses.append(criterion(forward(x.to(device)), t.to(device)).item())
            sizes.append(len(t))
        return float(np.dot(losses, sizes) / np.sum(sizes))
    finally:
        model.train(mode)
        for p, flag in flags:
            p.requires_grad_(flag)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = types.SimpleNamespace(train_loss=[], val_loss=[])
    while len(curves.val_loss) < epochs:
        model.train()
        running = 0.0
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(x), t)
                loss.backward()
                return loss

            running += float(optimizer.step(closure)) * len(x)
        curves.train_loss.append(running / len(train_loader.dataset))
        curves.val_loss.append(evaluate(model, val_loader, criterion, device))
    return vars(curves)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    results = np.zeros(k)
    for f, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        scaled = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        results[f] = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )["val_loss"][-1]
    return results.tolist()
