# Unusual: full-batch training with LBFGS and a closure, metrics updated one by one on the CPU, and a decorator for the mode.
import decimal
import functools
import itertools
import math

import matplotlib.ticker as ticker
import numpy as np
import torch
from matplotlib.figure import Figure
from sklearn.model_selection import StratifiedKFold
from torch import nn


def quietly(function):
    """The model (first argument) is in eval mode without gradients while the function runs."""

    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        modes = [(module, module.training) for module in model.modules()]
        try:
            model.eval()
            with torch.no_grad():
                return function(model, *args, **kwargs)
        finally:
            for module, mode in modes:
                module.training = mode

    return wrapper


@quietly
def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.cpu()
    for inputs, targets in loader:
        probabilities = torch.sigmoid(model(inputs.to(device))).cpu()
        labels = targets.cpu().round().int()
        metrics.update(probabilities.reshape(-1), labels.reshape(-1))
    return dict((str(name), value.tolist()) for name, value in metrics.compute().items())


def plot_validation_curve(history, ax=None):
    ax = ax or Figure().subplots()
    x = range(1, 1 + len(history["train_loss"]))
    curves = ax.plot(x, history["train_loss"], x, history["val_loss"], marker=".")
    for curve, label in zip(curves, ("perte d'entraînement", "perte de validation")):
        curve.set_label(label)
    least = min(x, key=lambda epoch: (math.isnan(v := history["val_loss"][epoch - 1]), v))
    ax.scatter([least], [history["val_loss"][least - 1]], s=120, facecolors="none", edgecolors="red", label="minimum", zorder=3)
    ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    ax.set_xlabel("époque")
    ax.set_ylabel("perte")
    ax.legend(handles=[*curves, *ax.collections[-1:]])
    return ax


def diagnose(history, *, target_loss, gap):
    exact = lambda number: decimal.Decimal(repr(float(number)))  # noqa: E731
    train, val = ([*map(exact, history[key])] for key in ("train_loss", "val_loss"))
    if min(train) > exact(target_loss):
        return "underfitting"
    if val[-1] - min(val) > exact(gap):
        return "overfitting"
    return "good fit"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features, hidden=(8,)):
        super().__init__()
        self.layers = nn.ModuleList(itertools.starmap(nn.Linear, itertools.pairwise((in_features, *hidden, 1))))

    def forward(self, x):
        *body, head = self.layers
        for layer in body:
            x = torch.tanh(layer(x))
        return head(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    folds = [val for _, val in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y.astype(int))]
    test, val, train = folds[0], folds[1], np.concatenate(folds[2:])  # 20, 20 and 60 %
    mean, deviation = X[train].mean(0), X[train].std(0)
    deviation[deviation == 0] = 1.0
    Z = torch.tensor((X - mean) / deviation, dtype=torch.float32, device=device)
    t = torch.tensor(y, dtype=torch.float32, device=device).unsqueeze(1)
    part = {name: torch.tensor(rows, device=device) for name, rows in (("train", train), ("val", val), ("test", test))}

    torch.manual_seed(seed)
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.3, max_iter=2)

    def loss_on(name):
        return criterion(model(Z[part[name]]), t[part[name]])

    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_weights = 0, None

    for epoch in itertools.count(1):
        if epoch > max_epochs or epoch > best_epoch + patience:
            break
        seen = []

        def closure():
            optimizer.zero_grad()
            loss = loss_on("train")
            loss.backward()
            seen.append(loss.item())
            return loss

        model.train()
        optimizer.step(closure)
        history["train_loss"].append(seen[0])
        model.eval()
        with torch.no_grad():
            history["val_loss"].append(loss_on("val").item())
        if history["val_loss"][-1] < min(history["val_loss"][:-1], default=math.inf):
            best_epoch = epoch
            best_weights = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    if best_weights is not None:
        nn.utils.vector_to_parameters(best_weights, model.parameters())

    model.eval()
    with torch.no_grad():
        said = (torch.sigmoid(model(Z[part["test"]])) >= 0.5).int().flatten()
    true = t[part["test"]].int().flatten()
    tp, wrong = int((said & true).sum()), int((said ^ true).sum())
    return dict(
        history=history,
        best_epoch=best_epoch,
        test_accuracy=1 - wrong / len(true),
        test_f1=2 * tp / (2 * tp + wrong) if tp else 0.0,
        model=model,
    )
