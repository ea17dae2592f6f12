# unusual: a C programmer: a linear congruential generator of their own, Fisher-Yates by hand, index loops, no helper from any library for the splits
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

MASK = (1 << 64) - 1


class Lcg:
    def __init__(self, seed):
        self.state = (int(seed) * 2862933555777941757 + 3037000493) & MASK
        for _ in range(8):
            self.next()

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return self.state >> 33

    def below(self, n):
        return self.next() % n


def fisher_yates(a, rng):
    i = len(a) - 1
    while i > 0:
        j = rng.below(i + 1)
        a[i], a[j] = a[j], a[i]
        i -= 1


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("no training samples")
    rng = Lcg(seed)
    order = [i for i in range(n)]
    fisher_yates(order, rng)
    classes = []
    members = []
    for i in order:
        c = y[i] if stratify else 0
        where = -1
        for j in range(len(classes)):
            if classes[j] == c:
                where = j
                break
        if where == -1:
            classes.append(c)
            members.append([])
        members[where].append(i)
    train, val, test = [], [], []
    for group in members:
        size = len(group)
        n_val = int(val_fraction * size + 0.5)
        n_test = int(test_fraction * size + 0.5)
        for position in range(size):
            if position < n_val:
                val.append(group[position])
            elif position < n_val + n_test:
                test.append(group[position])
            else:
                train.append(group[position])
    if len(train) == 0:
        raise ValueError("no training samples")
    return train, val, test


def standardize(X_train, *others):
    X = np.asarray(X_train, dtype=np.float64)
    n, d = X.shape
    mean = np.zeros(d)
    std = np.ones(d)
    for j in range(d):
        s = 0.0
        lowest = highest = X[0, j]
        for i in range(n):
            s += X[i, j]
            lowest = min(lowest, X[i, j])
            highest = max(highest, X[i, j])
        mean[j] = s / n
        if lowest == highest:
            mean[j] = lowest
            continue
        ss = 0.0
        for i in range(n):
            ss += (X[i, j] - mean[j]) * (X[i, j] - mean[j])
        std[j] = (ss / n) ** 0.5
    out = []
    for a in (X_train,) + others:
        a = np.asarray(a, dtype=np.float64)
        b = np.empty(a.shape, dtype=np.float32)
        for j in range(d):
            b[:, j] = (a[:, j] - mean[j]) / std[j]
        out.append(b)
    return tuple(out)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k < 2")
    if k > n_samples:
        raise ValueError("k > n_samples")
    order = [i for i in range(n_samples)]
    fisher_yates(order, Lcg(seed))
    folds = []
    begin = 0
    for f in range(k):
        end = (f + 1) * n_samples // k
        train, val = [], []
        for position in range(n_samples):
            if begin <= position and position < end:
                val.append(order[position])
            else:
                train.append(order[position])
        folds.append((train, val))
        begin = end
    return folds


class Rows(Dataset):
    def __init__(self, X, y, index):
        n = len(index)
        self.x = np.zeros((n, X.shape[1]), dtype=np.float32)
        self.t = np.zeros((n, 1), dtype=np.float32)
        for i in range(n):
            self.x[i] = X[int(index[i])]
            self.t[i, 0] = y[int(index[i])]

    def __len__(self):
        return self.x.shape[0]

    def __getitem__(self, i):
        return self.x[i], self.t[i]


class LcgSampler(Sampler):
    def __init__(self, n, seed):
        self.order = [i for i in range(n)]
        self.rng = Lcg(seed)

    def __len__(self):
        return len(self.order)

    def __iter__(self):
        fisher_yates(self.order, self.rng)
        return iter(list(self.order))


def make_loaders(X, y, train, val, *, batch_size, seed):
    train_rows = Rows(X, y, train)
    val_rows = Rows(X, y, val)
    train_loader = DataLoader(train_rows, batch_size=batch_size, sampler=LcgSampler(len(train_rows), seed))
    val_loader = DataLoader(val_rows, batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    flag = 0
    if model.training:
        flag = 1
    model.eval()
    acc = 0.0
    n = 0
    with torch.no_grad():
        for batch in loader:
            x = batch[0].to(device)
            t = batch[1].to(device)
            loss = criterion(model(x), t)
            acc += loss.item() * x.shape[0]
            n += x.shape[0]
    if flag == 1:
        model.train()
    return acc / n


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss = []
    val_loss = []
    e = 0
    while e < epochs:
        acc = 0.0
        n = 0
        model.train()
        for batch in train_loader:
            x = batch[0].to(device)
            t = batch[1].to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            acc += loss.item() * x.shape[0]
            n += x.shape[0]
        train_loss.append(acc / n)
        val_loss.append(evaluate(model, val_loader, criterion, device))
        e += 1
    result = {}
    result["train_loss"] = train_loss
    result["val_loss"] = val_loss
    return result


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    out = [0.0] * k
    folds = kfold_indices(len(X), k, seed=seed)
    for f in range(k):
        train = folds[f][0]
        val = folds[f][1]
        n_train = len(train)
        a, b = standardize(X[train], X[val])
        XX = np.concatenate((a, b), axis=0)
        yy = np.concatenate((y[train], y[val]), axis=0)
        loaders = make_loaders(XX, yy, range(n_train), range(n_train, len(XX)), batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        h = train_and_validate(
            model, loaders[0], loaders[1], criterion, optimizer, epochs=epochs, device=torch.device("cpu")
        )
        out[f] = h["val_loss"][epochs - 1]
    return out
