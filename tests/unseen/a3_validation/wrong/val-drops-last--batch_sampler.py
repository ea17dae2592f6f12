# exercise: make_loaders
# mistake: the validation loader's BatchSampler is built with drop_last=True.
import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, SequentialSampler, Subset, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("nothing left for training")
    y = torch.as_tensor(np.asarray(y))
    g = torch.Generator().manual_seed(seed)

    def split(idx):
        idx = idx[torch.randperm(len(idx), generator=g)]
        a = round(val_fraction * len(idx))
        b = round((val_fraction + test_fraction) * len(idx))
        return idx[b:], idx[:a], idx[a:b]

    if stratify:
        parts = [split((y == c).nonzero().flatten()) for c in torch.unique(y)]
    else:
        parts = [split(torch.arange(len(y)))]
    train, val, test = [torch.cat(p) for p in zip(*parts)]
    if len(train) == 0:
        raise ValueError("nothing left for training")
    train = train[torch.randperm(len(train), generator=g)]
    return train, val, test


def standardize(X_train, *others):
    t = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    mu = t.mean(dim=0)
    sigma = t.std(dim=0, unbiased=False)
    sigma = torch.where((t == t[0]).all(dim=0), torch.ones_like(sigma), sigma)
    arrays = [t] + [torch.as_tensor(np.asarray(o), dtype=torch.float64) for o in others]
    return tuple(((a - mu) / sigma).float() for a in arrays)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("bad k")
    g = torch.Generator().manual_seed(seed)
    chunks = torch.randperm(n_samples, generator=g).tensor_split(k)
    return [(torch.cat(chunks[:i] + chunks[i + 1:]), chunks[i]) for i in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    data = TensorDataset(
        torch.as_tensor(np.asarray(X)).float(),
        torch.as_tensor(np.asarray(y)).float().view(-1, 1),
    )
    g = torch.Generator()
    g.manual_seed(seed)
    train_ds = Subset(data, [int(i) for i in train])
    val_ds = Subset(data, [int(i) for i in val])
    return (
        DataLoader(train_ds, batch_size=batch_size, shuffle=True, generator=g),
        DataLoader(val_ds, batch_sampler=BatchSampler(SequentialSampler(val_ds), batch_size, True)),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    loss_sum = sum(
        criterion(model(xb.to(device)), yb.to(device)).item() * xb.size(0) for xb, yb in loader
    )
    model.train(mode)
    return loss_sum / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    def train_batch(xb, yb):
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        return loss.item() * xb.size(0)

    history = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        loss_sum = sum(train_batch(xb.to(device), yb.to(device)) for xb, yb in train_loader)
        history["train_loss"].append(loss_sum / len(train_loader.dataset))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_fold = standardize(X[np.asarray(train)], X)
        data = TensorDataset(X_fold, torch.as_tensor(np.asarray(y)).float().view(-1, 1))
        g = torch.Generator().manual_seed(seed)
        loaders = (
            DataLoader(Subset(data, train.tolist()), batch_size=batch_size, shuffle=True, generator=g),
            DataLoader(Subset(data, val.tolist()), batch_size=batch_size),
        )
        model = make_model()
        optimizer = make_optimizer(model)
        hist = train_and_validate(
            model, *loaders, criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        scores.append(hist["val_loss"][-1])
    return scores
