# Correct: ignite-like Events in the experiment, typing.Protocol, EMA of the loss for display, step-post plot, scipy-free; DataLoader with worker_init_fn; metrics.clone()
import copy
import enum
import functools
import os
from typing import Protocol

os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"

import matplotlib.pyplot as plt
import numpy as np
import torch
from joblib import hash as joblib_hash
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

torch.use_deterministic_algorithms(True, warn_only=True)


class Handler(Protocol):
    def __call__(self, state: dict) -> None: ...


class Events(enum.Enum):
    EPOCH = "epoch"
    BEST = "best"


def worker_init_fn(worker_id):
    np.random.seed(torch.initial_seed() % 2**32)


def track_metrics(model, loader, metrics, device):
    training, mine = model.training, metrics.clone().to(device)
    mine.reset()
    metrics.reset()
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            mine.update(torch.sigmoid(model(x.to(device))).view(-1), y.view(-1).to(device).to(torch.uint8))
    model.train(mode=training)
    return {k: v.detach().cpu().item() for k, v in mine.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots(layout="constrained")[1]
    epochs = np.arange(len(history["train_loss"])) + 1
    lines = ax.plot(epochs, np.column_stack([history["train_loss"], history["val_loss"]]))
    for line, label in zip(lines, ("training loss", "validation loss")):
        line.set_label(label)
    best = epochs[np.argmin(history["val_loss"])]
    ax.axvline(x=best, color="0.4", linestyle="-.", label="best")
    plt.setp(ax, xlabel="epochs", ylabel="loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    rules = {
        "underfitting": lambda: min(history["train_loss"]) > target_loss,
        "overfitting": lambda: history["val_loss"][-1] - min(history["val_loss"]) > gap,
        "good fit": lambda: True,
    }
    return next(name for name, rule in rules.items() if rule())


class Runner:
    def __init__(self):
        self.handlers = {event: [] for event in Events}

    def on(self, event):
        return lambda handler: self.handlers[event].append(handler) or handler

    def fire(self, event, state):
        for handler in self.handlers[event]:
            handler(state)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    data_key = joblib_hash((X, y))
    split = functools.partial(train_test_split, random_state=seed, shuffle=True)
    X_train, X_test, y_train, y_test = split(X, y, test_size=0.25, stratify=y)
    X_train, X_val, y_train, y_val = split(X_train, y_train, test_size=0.25, stratify=y_train)
    scaler = StandardScaler().fit(X_train)
    to32 = FunctionTransformer(np.asarray, kw_args={"dtype": np.float32})

    def loader(a, b, **kw):
        a = torch.from_numpy(to32.fit_transform(scaler.transform(a)))
        return DataLoader(TensorDataset(a, torch.as_tensor(b, dtype=torch.float32)[:, None]), batch_size=50, worker_init_fn=worker_init_fn, **kw)

    train_loader, val_loader, test_loader = loader(X_train, y_train, shuffle=True, generator=generator), loader(X_val, y_val), loader(X_test, y_test)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    runner = Runner()
    state = {"epoch": 0, "history": {"train_loss": [], "val_loss": []}, "best": None, "stop": False, "ema": None, "data": data_key}

    @runner.on(Events.EPOCH)
    def smooth(state):
        last = state["history"]["train_loss"][-1]
        state["ema"] = last if state["ema"] is None else 0.9 * state["ema"] + 0.1 * last

    @runner.on(Events.EPOCH)
    def check(state):
        val = state["history"]["val_loss"][-1]
        if state["best"] is None or val < state["best"][0]:
            runner.fire(Events.BEST, state)
        state["stop"] = state["epoch"] - state["best"][1] >= patience

    @runner.on(Events.BEST)
    def keep(state):
        state["best"] = (state["history"]["val_loss"][-1], state["epoch"], copy.deepcopy(model.state_dict()))

    def epoch_mean(dl, training):
        model.train(training)
        total = 0.0
        for x, t in dl:
            x, t = x.to(device), t.to(device)
            with torch.set_grad_enabled(training):
                loss = criterion(model(x), t)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
        return total / len(dl.dataset)

    while state["epoch"] < max_epochs and not state["stop"]:
        state["epoch"] += 1
        state["history"]["train_loss"].append(epoch_mean(train_loader, True))
        state["history"]["val_loss"].append(epoch_mean(val_loader, False))
        runner.fire(Events.EPOCH, state)
    model.load_state_dict(state["best"][2])
    scores = track_metrics(model, test_loader, MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}), device)
    return {"history": state["history"], "best_epoch": state["best"][1], "model": model, **scores}
