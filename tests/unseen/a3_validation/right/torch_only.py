# unusual: tensors all the way: random_split with a generator per class, tensor indices and float32 tensors returned, index_select, tensor_split
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

CPU = torch.device("cpu")


def _generator(seed):
    return torch.Generator(device="cpu").manual_seed(int(seed))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if not val_fraction + test_fraction < 1:
        raise ValueError("val_fraction + test_fraction must be less than 1")
    labels = torch.as_tensor(y)
    generator = _generator(seed)
    groups = (
        [torch.nonzero(labels == c).flatten() for c in torch.unique(labels)]
        if stratify
        else [torch.arange(labels.numel())]
    )
    train, val, test = [], [], []
    for group in groups:
        n = len(group)
        n_val = round(val_fraction * n)
        n_test = round((val_fraction + test_fraction) * n) - n_val
        subsets = random_split(range(n), [n - n_val - n_test, n_val, n_test], generator=generator)
        for part, subset in zip((train, val, test), subsets):
            part.append(group[torch.tensor(list(subset.indices), dtype=torch.long)])
    train, val, test = map(torch.cat, (train, val, test))
    if train.numel() == 0:
        raise ValueError("no sample is left to train on")
    return train[torch.randperm(len(train), generator=generator)], val, test


def standardize(X_train, *others):
    X_train = torch.as_tensor(X_train).to(torch.float64)
    variance, mean = torch.var_mean(X_train, dim=0, correction=0)
    constant = (X_train == X_train[0]).all(dim=0)
    deviation = variance.sqrt().masked_fill(constant, 1.0)
    return tuple(
        torch.as_tensor(A).to(torch.float64).sub(mean).div(deviation).to(torch.float32) for A in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("at least two folds are needed")
    if k > n_samples:
        raise ValueError("there are more folds than samples")
    folds = torch.randperm(n_samples, generator=_generator(seed)).tensor_split(k)
    return [(torch.cat(folds[:i] + folds[i + 1 :]), fold) for i, fold in enumerate(folds)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).view(-1, 1)

    def part(indices):
        index = torch.as_tensor(list(map(int, indices)), dtype=torch.long)
        return TensorDataset(X.index_select(0, index), y.index_select(0, index))

    return (
        DataLoader(part(train), batch_size, shuffle=True, generator=_generator(seed), drop_last=False),
        DataLoader(part(val), batch_size, shuffle=False, drop_last=False),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    loss_sum = torch.zeros((), dtype=torch.float64, device=device)
    n = 0
    model.eval()
    with torch.inference_mode():
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            loss_sum += criterion(model(x), t) * x.size(0)
            n += x.size(0)
    model.train(mode)
    return loss_sum.div(n).item()


def _train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loss_sum, n = torch.zeros((), dtype=torch.float64, device=device), 0
    for x, t in loader:
        x, t = x.to(device), t.to(device)
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.detach() * x.size(0)
        n += x.size(0)
    return (loss_sum / n).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    curves = torch.zeros(2, epochs, dtype=torch.float64)
    for e in range(epochs):
        curves[0, e] = _train_epoch(model, train_loader, criterion, optimizer, device)
        curves[1, e] = evaluate(model, val_loader, criterion, device)
    return {"train_loss": curves[0].tolist(), "val_loss": curves[1].tolist()}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    X = torch.as_tensor(X)
    y = torch.as_tensor(y)
    last = torch.empty(k, dtype=torch.float64)
    for i, (train, val) in enumerate(kfold_indices(len(X), k, seed=seed)):
        scaled_train, scaled_val = standardize(X[train], X[val])
        scaled = torch.empty(X.shape, dtype=torch.float32)
        scaled[train], scaled[val] = scaled_train, scaled_val
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        curves = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=CPU
        )
        last[i] = curves["val_loss"][-1]
    return last.tolist()
