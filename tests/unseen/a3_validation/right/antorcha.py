"""Only torch: generators, tensors as indices, inference_mode, float64 accumulation."""
import math

import torch
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset, random_split


def _generator(seed: int) -> torch.Generator:
    return torch.Generator(device="cpu").manual_seed(seed)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    g = _generator(seed)
    n = len(y)
    if math.fsum((val_fraction, test_fraction)) >= 1.0 or n == 0:
        raise ValueError("the fractions leave no training sample")

    def three(size):
        v, t = round(val_fraction * size), round(test_fraction * size)
        t = min(t, size - v)
        return [size - v - t, v, t]

    if not stratify:
        parts = [torch.tensor(list(s.indices), dtype=torch.long) for s in random_split(range(n), three(n), generator=g)]
    else:
        labels = torch.as_tensor(y)
        pieces = [[], [], []]
        for c in labels.unique():
            members = (labels == c).nonzero().flatten()
            members = members[torch.randperm(len(members), generator=g)]
            for bag, piece in zip(pieces, members.split(three(len(members)))):
                bag.append(piece)
        parts = [torch.cat(bag) for bag in pieces]
        parts = [p[torch.randperm(len(p), generator=g)] for p in parts]
    if parts[0].numel() == 0:
        raise ValueError("the fractions leave no training sample")
    return tuple(parts)


def standardize(X_train, *others):
    X = torch.as_tensor(X_train, dtype=torch.float64)
    var, mean = torch.var_mean(X, dim=0, correction=0)
    constant = (X == X[:1]).all(dim=0)
    std = torch.where(constant, torch.ones_like(var), var.sqrt())
    return tuple(((torch.as_tensor(A, dtype=torch.float64) - mean) / std).float() for A in (X, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError(f"k={k} does not fit {n_samples} samples")
    order = torch.randperm(n_samples, generator=_generator(seed))
    folds = []
    for val in torch.tensor_split(order, k):
        keep = torch.ones(n_samples, dtype=torch.bool)
        keep[val] = False
        folds.append((torch.arange(n_samples)[keep], val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X).to(torch.float32)
    y = torch.as_tensor(y).to(torch.float32).unsqueeze(1)
    train = torch.as_tensor(train, dtype=torch.long)
    val = torch.as_tensor(val, dtype=torch.long)
    train_set = TensorDataset(X.index_select(0, train), y.index_select(0, train))
    batches = BatchSampler(RandomSampler(train_set, generator=_generator(seed)), batch_size, drop_last=False)
    train_loader = DataLoader(train_set, batch_sampler=batches, generator=_generator(seed))
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False, drop_last=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    outputs, targets = [], []
    with torch.inference_mode():
        for x, t in loader:
            outputs.append(model(x.to(device)))
            targets.append(t.to(device))
        loss = criterion(torch.cat(outputs), torch.cat(targets))   # the mean over every sample at once
    if was_training:
        model.train()
    return loss.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = torch.zeros(epochs, 2, dtype=torch.float64)
    for epoch in range(epochs):
        total = torch.zeros((), dtype=torch.float64)
        count = 0
        for x, t in train_loader:
            model.train()
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            total += loss.detach().cpu().double() * t.size(0)
            count += t.size(0)
        curves[epoch, 0] = total / count
        curves[epoch, 1] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": curves[:, 0].tolist(), "val_loss": curves[:, 1].tolist()}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = torch.as_tensor(X, dtype=torch.float64)
    last = []
    for train, val in kfold_indices(X.shape[0], k, seed=seed):
        scaled = standardize(X[train], X)[1]
        net = make_model().to("cpu")
        curves = train_and_validate(
            net,
            *make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed),
            criterion,
            make_optimizer(net),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        last.append(curves["val_loss"].pop())
    return last
