# Unusual: epochs come from a generator cut by itertools.islice, best weights go through an atomic temporary file, double precision model.
import os
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from matplotlib import pyplot
from sklearn import metrics as skm
from sklearn import model_selection, preprocessing
from torch import nn
from torch.utils import data as tud


def probabilities(model, loader, device):
    """Generator of (probabilities, targets); the model is left as it was found, even if nobody finishes."""
    before = model.training
    model.eval()
    try:
        for inputs, targets in loader:
            with torch.inference_mode():
                yield torch.sigmoid(model(inputs.to(device)))[:, 0], targets.to(device)[:, 0].long()
    finally:
        model.train(before)


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics = metrics.to(device)
    for said, true in probabilities(model, loader, device):
        metrics.update(said.clone(), true)
    computed = metrics.compute()
    return dict(zip(computed.keys(), map(float, computed.values())))


def plot_validation_curve(history, ax=None):
    created = ax if ax is not None else pyplot.subplots(1, 1, squeeze=False)[1].item()
    x = np.arange(1, len(history["train_loss"]) + 1)
    with pyplot.style.context("ggplot"):
        created.plot(x, history["train_loss"], label="train_loss")
        created.plot(x, history["val_loss"], label="val_loss")
    best = x[np.flatnonzero(np.asarray(history["val_loss"]) == np.nanmin(history["val_loss"]))[0]]
    created.axvline(int(best), color="0.5", zorder=0, label="best")
    created.set_xlabel("epochs")
    created.set_ylabel("binary cross-entropy")
    created.legend(*created.get_legend_handles_labels())
    return created


def diagnose(history, *, target_loss, gap):
    best_training = min(history["train_loss"])
    rise = history["val_loss"][-1] - min(history["val_loss"])
    return "underfitting" if best_training > target_loss else ("overfitting" if rise > gap else "good fit")


class Checkpoint:
    def __init__(self, folder):
        self.path = Path(folder, "best.pt")

    def save(self, model):
        draft = self.path.with_suffix(".tmp")
        torch.save(model.state_dict(), draft)
        os.replace(draft, self.path)

    def load(self, model, device):
        model.load_state_dict(torch.load(self.path, map_location=device, weights_only=True))


def training(model, loaders, device):
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.Adamax(model.parameters(), lr=1e-2)
    while True:
        sums = dict.fromkeys(loaders, 0.0)
        for name, loader in loaders.items():
            learning = name == "train_loss"
            model.train(learning)
            for inputs, targets in loader:
                with torch.set_grad_enabled(learning):
                    loss = criterion(model(inputs.to(device)), targets.to(device))
                if learning:
                    optimizer.zero_grad()
                    (loss / len(inputs)).backward()
                    optimizer.step()
                sums[name] += loss.item()
        yield {name: total / len(loaders[name].dataset) for name, total in sums.items()}


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    def divide(rows, size):
        return model_selection.train_test_split(rows, test_size=size, stratify=y[rows], random_state=seed)

    learn, test = divide(np.arange(len(y)), 0.2)
    train, val = divide(learn, 0.25)
    scale = preprocessing.StandardScaler().fit(X[train]).transform

    def loader(rows, **options):
        inputs = torch.as_tensor(scale(X[rows]), dtype=torch.float64)
        return tud.DataLoader(tud.TensorDataset(inputs, torch.as_tensor(y[rows], dtype=torch.float64).unsqueeze(1)), batch_size=40, **options)

    state = torch.get_rng_state()
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1)).double().to(device)
    torch.set_rng_state(state)
    generator = torch.Generator().manual_seed(seed)
    loaders = {"train_loss": loader(train, shuffle=True, generator=generator), "val_loss": loader(val)}

    history = {"train_loss": [], "val_loss": []}
    best_epoch = 0
    with tempfile.TemporaryDirectory(prefix="a6-") as folder:
        checkpoint = Checkpoint(folder)
        checkpoint.save(model)
        for epoch, losses in enumerate(islice(training(model, loaders, device), max_epochs), start=1):
            if losses["val_loss"] < min(history["val_loss"], default=float("inf")):
                best_epoch = epoch
                checkpoint.save(model)
            for name, value in losses.items():
                history[name].append(value)
            if epoch - best_epoch >= patience:
                break
        checkpoint.load(model, device)

    said, true = (torch.cat(column).cpu().numpy() for column in zip(*probabilities(model, loader(test), device)))
    precision, recall, f1, support = skm.precision_recall_fscore_support(true, said >= 0.5, labels=[1], zero_division=0)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(skm.accuracy_score(true, said >= 0.5)),
        "test_f1": float(f1[0]),
        "model": model,
    }
