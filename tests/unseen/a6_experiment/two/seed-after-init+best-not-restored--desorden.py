# exercise: run_experiment
# mistake: the seed is set after the network was created; and the test is made with the last weights, not the best
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from torch import nn


def outputs(model, loader, device):
    """all the logits and all the targets, on the CPU"""
    mode = model.training
    model.eval()
    with torch.no_grad():
        pairs = [(model(x.to(device)).cpu(), y.cpu()) for x, y in loader]
    model.train(mode)
    return [torch.cat(column) for column in zip(*pairs)]


def track_metrics(model, loader, metrics, device):
    logits, targets = outputs(model, loader, device)
    metrics = metrics.to("cpu")
    metrics.reset()
    metrics.update(torch.sigmoid(logits).squeeze(1), targets.squeeze(1).int())
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = plt.figure().add_subplot() if ax is None else ax
    for key, name in (("train_loss", "train"), ("val_loss", "val")):
        ax.plot(range(1, len(history[key]) + 1), history[key], label=name)
    lowest = min(history["val_loss"])
    where = history["val_loss"].index(lowest) + 1
    ax.scatter([where], [lowest], color="red", zorder=3)
    ax.set_xlabel("epochs")
    ax.set_ylabel("mean loss")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    under = min(history["train_loss"]) > target_loss
    over = history["val_loss"][-1] - min(history["val_loss"]) > gap
    return "underfitting" if under else "overfitting" if over else "good fit"


def make_net(n_features):
    return nn.Sequential(nn.Linear(n_features, 24), nn.ReLU(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 1))


def tensors(X, y, rows, scaler, device):
    x = torch.from_numpy(scaler.transform(X[rows]).astype(np.float32))
    t = torch.from_numpy(y[rows].astype(np.float32))[:, None]
    return x.to(device), t.to(device)


def cut(X, y, share, seed):
    return next(StratifiedShuffleSplit(n_splits=1, test_size=share, random_state=seed).split(X, y))


def epoch_of_training(net, opt, x, t, order, size=32):
    net.train()
    total = 0.0
    for rows in order.split(size):
        opt.zero_grad()
        loss = F.binary_cross_entropy_with_logits(net(x[rows]), t[rows])
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    return total / len(order)


@torch.no_grad()
def logits_of(net, x):
    net.eval()
    return net(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    net = make_net(X.shape[1]).to(device)
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)

    torch.manual_seed(seed)
    rest, test = cut(X, y, 0.2, seed)
    a, b = cut(X[rest], y[rest], 0.2, seed)
    train, val = rest[a], rest[b]
    scaler = StandardScaler().fit(X[train])
    (x_train, t_train), (x_val, t_val), (x_test, t_test) = (
        tensors(X, y, rows, scaler, device) for rows in (train, val, test)
    )

    train_loss, val_loss = [], []
    while len(val_loss) < max_epochs:
        order = torch.randperm(len(x_train))
        train_loss.append(epoch_of_training(net, opt, x_train, t_train, order))
        val_loss.append(F.binary_cross_entropy_with_logits(logits_of(net, x_val), t_val).item())
        best_epoch = int(np.argmin(val_loss)) + 1
        if len(val_loss) - best_epoch >= patience:
            break

    said = torch.sigmoid(logits_of(net, x_test)) >= 0.5
    real = t_test == 1
    hits = (said & real).sum().item()
    size = said.sum().item() + real.sum().item()
    return dict(
        history=dict(train_loss=train_loss, val_loss=val_loss),
        best_epoch=best_epoch,
        test_accuracy=(said == real).double().mean().item(),
        test_f1=2 * hits / size if size else 0.0,
        model=net,
    )
