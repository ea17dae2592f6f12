# style: the experiment is a chain of generators (epochs -> early stopping -> best), weights kept as one flat vector; text + step plot as the mark
# open options used: SGD with Nesterov momentum and cosine schedule; drawing with ax.errorbar-free steps; holdout by hand per class
import math

import numpy as np
import torch
from matplotlib import pyplot
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.utils.data import BatchSampler


def _probabilities(model, loader, device):
    for x, y in loader:
        with torch.inference_mode():
            z = model(x.to(device))
            p = torch.softmax(torch.cat([torch.zeros_like(z), z], dim=1), dim=1)[:, 1]
            yield p.clone(), y.to(device).flatten().long()


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    for p, t in _probabilities(model, loader, device):
        metrics.update(p, t)
    result = metrics.compute()
    model.train(mode)
    return {k: result[k].item() for k in result}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figure, ax = pyplot.subplots()
    n = len(history["val_loss"])
    x = np.linspace(1, n, n)
    ax.semilogy(x, history["train_loss"], label="train") if min(history["train_loss"] + history["val_loss"]) > 0 else ax.plot(
        x, history["train_loss"], label="train"
    )
    ax.plot(x, history["val_loss"], label="val", drawstyle="default")
    best = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.plot([best, best], [0, 1], transform=ax.get_xaxis_transform(), color="0.5", ls=":", label="best epoch")
    ax.set_xlabel("epoch"), ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = sorted(history["train_loss"])[0]
    *_, last = history["val_loss"]
    if best_train <= target_loss:
        if last - sorted(history["val_loss"])[0] <= gap:
            return "good fit"
        return "overfitting"
    return "underfitting"


def _holdout(y, rng):
    train, val, test = [], [], []
    for c in np.unique(y):
        mine = rng.permutation(np.flatnonzero(y == c))
        a, b = np.floor(np.array([0.6, 0.8]) * len(mine)).astype(int)
        train.append(mine[:a]), val.append(mine[a:b]), test.append(mine[b:])
    return map(np.concatenate, (train, val, test))


def _epochs(model, data, criterion, rng, max_epochs):
    (x, t), (vx, vt) = data
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, max_epochs))
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for batch in BatchSampler(rng.permutation(len(x)).tolist(), 32, drop_last=False):
            loss = criterion(model(x[batch]), t[batch])
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        model.eval()
        with torch.no_grad():
            yield epoch, total / len(x), criterion(model(vx), vt).item()


def _patiently(epochs, patience):
    best, since = math.inf, 0
    for epoch, train, val in epochs:
        since = 0 if val < best else since + 1
        best = min(best, val)
        yield epoch, train, val, since == 0
        if since == patience:
            return


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    y = np.asarray(y)
    train, val, test = _holdout(y, rng)
    mean, std = X[train].mean(0), X[train].std(0)
    std = np.where(std == 0, 1, std)
    pair = lambda i: (
        torch.tensor((X[i] - mean) / std, dtype=torch.float32, device=device),
        torch.tensor(y[i][:, None], dtype=torch.float32, device=device),
    )
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))
    flat = parameters_to_vector(model.parameters())
    vector_to_parameters(torch.from_numpy(rng.normal(0, 0.1, flat.numel()).astype(np.float32)), model.parameters())
    model.to(device)
    history, best_epoch, kept = {"train_loss": [], "val_loss": []}, 0, None
    epochs = _epochs(model, (pair(train), pair(val)), nn.BCEWithLogitsLoss(), rng, max_epochs)
    for epoch, train_loss, val_loss, is_best in _patiently(epochs, patience):
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if is_best:
            best_epoch, kept = epoch, parameters_to_vector(model.parameters()).detach().clone()
    vector_to_parameters(kept, model.parameters())
    x, t = pair(test)
    with torch.no_grad():
        said = (model(x) >= 0).float()
    tp = float((said * t).sum())
    return dict(
        history=history,
        best_epoch=best_epoch,
        test_accuracy=float((said == t).float().mean()),
        test_f1=2 * tp / float(said.sum() + t.sum()),
        model=model,
    )
