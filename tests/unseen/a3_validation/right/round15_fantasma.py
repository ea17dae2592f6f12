# style: evaluation by a ghost: a frozen deep copy is evaluated, the caller's model is never switched; random.Random, sets, a Deck list subclass
# option: the original model is not even put in eval mode; holdout draws from a shuffled deck per class; kfold validation parts from a dealt deck
import copy
import random
from collections import defaultdict

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, StackDataset


class Deck(list):
    """A shuffled list from which one draws."""

    def __init__(self, cards, rng):
        super().__init__(cards)
        rng.shuffle(self)

    def draw(self, n):
        hand, self[:] = self[:n], self[n:]
        return hand


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("nothing left for training")
    rng = random.Random(seed)
    strata = defaultdict(list)
    for i, label in enumerate(y):
        strata[label.item() if stratify else None].append(i)
    train, val, test = [], [], []
    for label in sorted(strata, key=repr):
        deck = Deck(strata[label], rng)
        n = len(deck)
        val += deck.draw(int(n * val_fraction + 0.5))
        test += deck.draw(int(n * test_fraction + 0.5))
        train += deck
    if not train:
        raise ValueError("nothing left for training")
    return np.array(train, dtype=int), np.array(val, dtype=int), np.array(test, dtype=int)


class Scaler(nn.Module):
    """A layer without parameters: its statistics are buffers."""

    def __init__(self, X):
        super().__init__()
        X = torch.as_tensor(np.asarray(X, dtype=np.float64))
        var, mean = torch.var_mean(X, dim=0, correction=0)
        same = (X == X[:1]).all(dim=0)
        self.register_buffer("mean", mean)
        self.register_buffer("factor", torch.rsqrt(var.masked_fill(same, 1.0)))

    def forward(self, X):
        X = torch.as_tensor(np.asarray(X, dtype=np.float64))
        return ((X - self.mean) * self.factor).to(torch.float32).numpy()


def standardize(X_train, *others):
    return tuple(map(Scaler(X_train), (X_train, *others)))


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("at least two folds")
    if k > n_samples:
        raise ValueError("more folds than samples")
    deck, hands = Deck(range(n_samples), random.Random(seed)), [[] for _ in range(k)]
    player = 0
    while deck:
        hands[player] += deck.draw(1)
        player = (player + 1) % k
    everyone = set(range(n_samples))
    return [(list(everyone.difference(hand)), hand) for hand in hands]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def stacked(indices):
        rows = [int(i) for i in indices]
        inputs = torch.tensor(np.asarray(X)[rows], dtype=torch.float32)
        targets = torch.tensor(np.asarray(y)[rows], dtype=torch.float32).view(-1, 1)
        return StackDataset(inputs, targets)

    def as_list(batch):
        return [torch.stack(column) for column in zip(*batch)]

    dealer = torch.Generator(device="cpu")
    dealer.manual_seed(int(seed))
    return (
        DataLoader(stacked(train), batch_size, True, generator=dealer, collate_fn=as_list),
        DataLoader(stacked(val), batch_size, False, collate_fn=as_list),
    )


def evaluate(model, loader, criterion, device):
    ghost = copy.deepcopy(model).eval().requires_grad_(False)
    loss = samples = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss += criterion(ghost(inputs), targets) * len(inputs)
            samples += len(inputs)
    return (loss / samples).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    model.train()  # once is enough: nobody ever switches it
    optimizer.zero_grad()
    train_loss, val_loss = [], []
    for _ in range(epochs):
        total = samples = 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        train_loss.append(total / samples)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    def last_loss(train, val):
        scaler = Scaler(X[train])
        model = make_model()
        loaders = make_loaders(scaler(X), y, train, val, batch_size=batch_size, seed=seed)
        fit = train_and_validate(
            model, *loaders, criterion, make_optimizer(model), epochs=epochs, device=torch.device("cpu")
        )
        return fit["val_loss"][-1]

    return [last_loss(*fold) for fold in kfold_indices(len(X), k, seed=seed)]
