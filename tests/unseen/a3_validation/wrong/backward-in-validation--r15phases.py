# exercise: train_and_validate
# mistake: the loop over the phases train and val calls backward() in both, and the gradients of validation stay for the first step of the next epoch
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Subset, TensorDataset


class AverageMeter(object):
    """Computes and stores the average and current value"""

    def __init__(self):
        self.val, self.avg, self.sum, self.count = 0.0, 0.0, 0.0, 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = torch.as_tensor(np.ascontiguousarray(y))
    g = torch.Generator().manual_seed(seed)
    if stratify:
        classes = [torch.nonzero(y == c).flatten() for c in torch.unique(y)]
    else:
        classes = [torch.arange(len(y))]
    parts = {"train": [], "val": [], "test": []}
    for idx in classes:
        idx = idx[torch.randperm(len(idx), generator=g)]
        n_val, n_test = round(val_fraction * len(idx)), round(test_fraction * len(idx))
        n_train = max(len(idx) - n_val - n_test, 0)
        tr, va, te = idx.split([n_train, n_val, len(idx) - n_train - n_val])
        parts["train"].append(tr)
        parts["val"].append(va)
        parts["test"].append(te)
    out = []
    for name in ("train", "val", "test"):
        joined = torch.cat(parts[name])
        out.append(joined[torch.randperm(len(joined), generator=g)].numpy())
    if len(out[0]) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("training split is empty")
    return tuple(out)


def standardize(X_train, *others):
    # torchvision style: mean and std first, Normalize afterwards
    X_train = np.asarray(X_train, dtype=np.float64)
    mean, std = X_train.mean(0), X_train.std(0, ddof=0)
    std[X_train.min(0) == X_train.max(0)] = 1

    def normalize(x):
        return torch.from_numpy((np.asarray(x, dtype=np.float64) - mean) / std).float()

    return (normalize(X_train),) + tuple(normalize(x) for x in others)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k should be at least 2")
    if k > n_samples:
        raise ValueError("more folds than samples")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    chunks = torch.tensor_split(perm, k)
    splits = []
    for i, val_idx in enumerate(chunks):
        train_idx = torch.cat(chunks[:i] + chunks[i + 1:])
        splits.append((train_idx.numpy(), val_idx.numpy()))
    return splits


def make_loaders(X, y, train, val, *, batch_size, seed):
    dataset = TensorDataset(
        torch.as_tensor(np.asarray(X), dtype=torch.float32),
        torch.as_tensor(np.asarray(y), dtype=torch.float32).view(-1, 1))
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(
        Subset(dataset, [int(i) for i in train]), batch_size=batch_size, shuffle=True,
        num_workers=0, generator=g)
    val_loader = DataLoader(
        Subset(dataset, [int(i) for i in val]), batch_size=batch_size, shuffle=False,
        num_workers=0)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    losses = AverageMeter()
    training = model.training
    # switch to evaluate mode
    model.eval()
    with torch.no_grad():
        for i, (images, target) in enumerate(loader):
            images, target = images.to(device), target.to(device)
            output = model(images)
            loss = criterion(output, target)
            losses.update(loss.item(), images.size(0))
    model.train(training)
    return losses.avg


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    dataloaders = {'train': train_loader, 'val': val_loader}
    history = {'train_loss': [], 'val_loss': []}
    optimizer.zero_grad()

    for epoch in range(epochs):
        # Each epoch has a training and validation phase
        for phase in ['train', 'val']:
            model.train(phase == 'train')
            running_loss, running_n = 0.0, 0

            # Iterate over data.
            for images, target in dataloaders[phase]:
                images, target = images.to(device), target.to(device)
                loss = criterion(model(images), target)
                loss.backward()

                # optimize only if in training phase
                if phase == 'train':
                    optimizer.step()
                    optimizer.zero_grad()

                running_loss += loss.item() * images.size(0)
                running_n += images.size(0)

            history[phase + '_loss'].append(running_loss / running_n)
    return history


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    results = {}
    for fold, (train_ids, val_ids) in enumerate(kfold_indices(len(X), k, seed=seed)):
        _, inputs = standardize(X[train_ids], X)
        train_loader, val_loader = make_loaders(inputs, y, train_ids, val_ids, batch_size=batch_size, seed=seed)
        network = make_model()
        optimizer = make_optimizer(network)
        for epoch in range(0, epochs):
            network.train()
            for images, target in train_loader:
                optimizer.zero_grad()
                loss = criterion(network(images), target)
                loss.backward()
                optimizer.step()
        # Print about testing
        results[fold] = evaluate(network, val_loader, criterion, device)
    return [results[fold] for fold in range(k)]
