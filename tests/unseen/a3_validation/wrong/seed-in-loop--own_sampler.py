# exercise: make_loaders
# mistake: the sampler seeds its generator anew at every __iter__, so each epoch has the same order
# a3, all torch, nothing calls anything it does not have to
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("fractions leave no training data")
    g = torch.Generator().manual_seed(seed)
    y = torch.as_tensor(y)
    n = y.shape[0]
    order = torch.randperm(n, generator=g)
    groups = [order[y[order] == c] for c in y.unique()] if stratify else [order]
    chunks = []
    for idx in groups:
        a, b = round(len(idx) * val_fraction), round(len(idx) * test_fraction)
        chunks.append(idx.split([len(idx) - a - b, a, b]))
    train, val, test = (torch.cat(c) for c in zip(*chunks))
    if len(train) == 0:
        raise ValueError("fractions leave no training data")
    mix = lambda t: t[torch.randperm(len(t), generator=g)]
    return mix(train), mix(val), mix(test)


def standardize(X_train, *others):
    X_train = torch.as_tensor(X_train).double()
    mu = X_train.mean(0)
    sigma = ((X_train - mu) ** 2).mean(0).sqrt()
    same = (X_train == X_train[0]).all(0)
    sigma = torch.where(same, torch.ones_like(sigma), sigma)
    return tuple(((torch.as_tensor(t).double() - mu) / sigma).float() for t in (X_train, *others))


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("2 <= k <= n_samples")
    order = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    fold_of = torch.arange(n_samples) % k
    return [(order[fold_of != f], order[fold_of == f]) for f in range(k)]


class SeededSampler(torch.utils.data.Sampler):
    """Random order that depends on the seed alone."""

    def __init__(self, n, seed):
        self.n, self.seed = n, seed

    def __len__(self):
        return self.n

    def __iter__(self):
        g = torch.Generator().manual_seed(self.seed)
        yield from torch.randperm(self.n, generator=g).tolist()


def make_loaders(X, y, train, val, *, batch_size, seed):
    X = torch.as_tensor(X).to(torch.float32)
    y = torch.as_tensor(y).to(torch.float32)[:, None]
    train, val = torch.as_tensor(list(train)).long(), torch.as_tensor(list(val)).long()
    return (
        DataLoader(TensorDataset(X[train], y[train]), batch_size, sampler=SeededSampler(len(train), seed)),
        DataLoader(TensorDataset(X[val], y[val]), batch_size, shuffle=False),
    )


def evaluate(model, loader, criterion, device):
    mode = model.training
    model.eval()
    weighted, count = 0.0, 0
    with torch.inference_mode():
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            weighted += criterion(model(x), t).item() * x.shape[0]
            count += x.shape[0]
    model.train(mode)
    return weighted / count


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_curve, val_curve = [], []
    for _ in range(epochs):
        model.train()
        weighted, count = 0.0, 0
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            loss = criterion(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            weighted += loss.item() * x.shape[0]
            count += x.shape[0]
        train_curve.append(weighted / count)

        model.eval()
        weighted, count = 0.0, 0
        with torch.no_grad():
            for x, t in val_loader:
                x, t = x.to(device), t.to(device)
                weighted += criterion(model(x), t).item() * x.shape[0]
                count += x.shape[0]
        val_curve.append(weighted / count)
    return {"train_loss": train_curve, "val_loss": val_curve}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        full = standardize(X[train], X)[1]
        train_loader, val_loader = make_loaders(full, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        for _ in range(epochs):
            model.train()
            for x, t in train_loader:
                loss = criterion(model(x), t)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        model.eval()
        with torch.no_grad():
            sums = [(criterion(model(x), t).item() * len(x), len(x)) for x, t in val_loader]
        scores.append(sum(s for s, _ in sums) / sum(n for _, n in sums))
    return scores
