# exercise: train_and_validate
"""Tarea 3. Uso random_split de PyTorch para los repartos y la forma con closure del optimizador."""
import math

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, Subset, random_split


def _split(indices, sizes, g):
    return [[indices[j] for j in s.indices] for s in random_split(range(len(indices)), sizes, generator=g)]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    g = torch.Generator().manual_seed(seed)
    out = ([], [], [])
    groups = {}
    for i, label in enumerate(np.asarray(y).tolist()):
        groups.setdefault(label if stratify else "todos", []).append(i)
    for members in groups.values():
        n = len(members)
        nv, nt = math.floor(val_fraction * n + 0.5), math.floor(test_fraction * n + 0.5)
        if nv + nt > n:
            raise ValueError("val_fraction + test_fraction > 1")
        for part, piece in zip(out, _split(members, [n - nv - nt, nv, nt], g)):
            part.extend(piece)
    if len(out[0]) == 0:
        raise ValueError("empty training set")
    return out


def standardize(X_train, *others):
    tensors = [torch.as_tensor(np.asarray(a), dtype=torch.double) for a in (X_train, *others)]
    mean = tensors[0].mean(dim=0)
    std = tensors[0].std(dim=0, unbiased=False)
    std = std.masked_fill(std < 1e-10, 1.0)
    return tuple((t - mean).div(std).to(torch.float32) for t in tensors)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must be in [2, n_samples]")
    q, r = divmod(n_samples, k)
    sizes = [q + 1] * r + [q] * (k - r)
    vals = _split(list(range(n_samples)), sizes, torch.Generator().manual_seed(seed))
    return [(sorted(set(range(n_samples)).difference(v)), v) for v in vals]


def make_loaders(X, y, train, val, *, batch_size, seed):
    dataset = TensorDataset(torch.as_tensor(np.asarray(X)).float(), torch.as_tensor(np.asarray(y)).float().view(-1, 1))
    make = lambda idx, **kw: DataLoader(Subset(dataset, [int(i) for i in idx]), batch_size=batch_size, num_workers=0, **kw)
    return make(train, shuffle=True, generator=torch.Generator().manual_seed(seed)), make(val, shuffle=False)


def evaluate(model, loader, criterion, device):
    previous = torch.is_grad_enabled()
    mode = model.training
    torch.set_grad_enabled(False)
    try:
        model.eval()
        s = n = 0
        for inputs, targets in loader:
            b = targets.shape[0]
            s += b * float(criterion(model.forward(inputs.to(device)), targets.to(device)))
            n += b
    finally:
        torch.set_grad_enabled(previous)
        model.train(mode)
    return s / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    # train y val desde funciones internas; el modo cambia adentro de cada una
    model.train()

    def entrenar():
        n = len(train_loader.dataset)
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            yield loss.item() * inputs.shape[0] / n

    @torch.no_grad()
    def validar():
        model.eval()
        n = len(val_loader.dataset)
        for inputs, targets in val_loader:
            yield criterion(model(inputs.to(device)), targets.to(device)).item() * inputs.shape[0] / n

    filas = [(sum(entrenar()), sum(validar())) for _ in range(epochs)]
    train_loss, val_loss = map(list, zip(*filas)) if filas else ([], [])
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def run(train, val):
        X_all = standardize(X[train], X)[-1].numpy()
        loaders = make_loaders(X_all, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        return train_and_validate(model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))

    histories = [run(*fold) for fold in kfold_indices(len(X), k, seed=seed)]
    return [h["val_loss"][-1] for h in histories]


if __name__ == "__main__":
    X = np.random.default_rng(0).normal(size=(40, 3))
    y = (X[:, 0] > 0).astype(int)
    print(cross_validate(lambda: nn.Linear(3, 1), lambda m: torch.optim.Adam(m.parameters()), X, y,
                         k=4, epochs=3, batch_size=8, criterion=nn.BCEWithLogitsLoss(), seed=0))
