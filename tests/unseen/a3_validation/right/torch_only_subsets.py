# Unusual: torch.utils.data.random_split deals out each class, StackDataset and BatchSampler feed a loader with batch_size=None.
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, StackDataset, random_split


def _generator(seed: int) -> torch.Generator:
    return torch.Generator(device="cpu").manual_seed(seed)


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    labels = torch.as_tensor(y)
    groups = [torch.arange(len(labels))]
    if stratify:
        _, inverse = labels.unique(return_inverse=True)
        groups = [g.squeeze(1) for g in ((inverse == c).nonzero() for c in range(int(inverse.max()) + 1))] if len(labels) else groups
    generator = _generator(seed)
    parts: tuple[list[int], list[int], list[int]] = ([], [], [])
    for group in groups:
        n = len(group)
        n_val = int(n * val_fraction + 0.5)
        n_held = max(n_val, min(n, int(n * (val_fraction + test_fraction) + 0.5)))
        for part, subset in zip(parts, random_split(group, [n - n_held, n_val, n_held - n_val], generator=generator)):
            part.extend(group[subset.indices].tolist())
    train, val, test = (torch.tensor(part, dtype=torch.int64) for part in parts)
    if train.numel() == 0:
        raise ValueError("no training samples")
    return tuple(part[torch.randperm(len(part), generator=generator)] for part in (train, val, test))


def standardize(X_train, *others):
    to64 = lambda a: torch.tensor(a, dtype=torch.float64)  # noqa: E731
    first = to64(X_train)
    variance, mean = torch.var_mean(first, dim=0, correction=0)
    low, high = first.aminmax(dim=0)
    constant = low == high
    mean = torch.where(constant, low, mean)
    scale = variance.sqrt().masked_fill(constant, 1)
    return tuple(to64(a).sub(mean).div(scale).float() for a in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k must lie between 2 and n_samples")
    chunks = torch.randperm(n_samples, generator=_generator(seed)).tensor_split(k)
    folds = []
    for chunk in chunks:
        outside = torch.ones(n_samples, dtype=torch.bool)
        outside[chunk] = False
        folds.append((outside.nonzero().flatten(), chunk))
    return folds


class Rows(StackDataset):
    """A stack of tensors that takes a list of indices at once."""

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.datasets)


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)
    sets = [Rows(X[i], y[i]) for i in (torch.tensor([int(j) for j in part], dtype=torch.long) for part in (train, val))]
    samplers = RandomSampler(sets[0], generator=_generator(seed)), SequentialSampler(sets[1])
    return tuple(
        DataLoader(rows, sampler=BatchSampler(sampler, batch_size, drop_last=False), batch_size=None)
        for rows, sampler in zip(sets, samplers)
    )


def _losses(model: nn.Module, loader, criterion, device) -> Iterator[Tensor]:
    state = {k: v.detach() for k, v in (*model.named_parameters(), *model.named_buffers())}
    for inputs, targets in loader:
        outputs = functional_call(model, state, (inputs.to(device),))
        yield criterion(outputs, targets.to(device)).double() * len(inputs)


def evaluate(model, loader, criterion, device):
    flags = [(m, m.training) for m in model.modules()]
    for m, _ in flags:
        m.training = False
    with torch.no_grad():
        total = torch.stack(list(_losses(model, loader, criterion, device))).sum() / len(loader.dataset)
    for m, flag in flags:
        m.training = flag
    return total.item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        model.train()
        sums = torch.zeros(2, dtype=torch.float64)
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            parameters = [p for p in model.parameters() if p.requires_grad]
            for p, g in zip(parameters, torch.autograd.grad(loss, parameters, allow_unused=True)):
                p.grad = g
            optimizer.step()
            sums += torch.tensor([loss.item() * len(inputs), len(inputs)], dtype=torch.float64)
        train_loss.append((sums[0] / sums[1]).item())
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def run(fold):
        train, val = fold
        _, scaled = standardize(X[train.numpy()], X)
        model = make_model()
        loaders = make_loaders(scaled.numpy(), y, train, val, batch_size=batch_size, seed=seed)
        return train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )["val_loss"][-1]

    return list(map(run, kfold_indices(len(X), k, seed=seed)))
