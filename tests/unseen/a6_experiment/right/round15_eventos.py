# style: Ignite refugee: an Engine with an Events enum and handlers by decorator; early stopping and best weights are handlers
# option: split 60/20/20, global seeding; training stops by Engine.terminate; the mark is axvline with its own legend entry
import copy
import enum
import math
from collections import defaultdict

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Events(enum.Enum):
    STARTED = enum.auto()
    EPOCH_STARTED = enum.auto()
    ITERATION_COMPLETED = enum.auto()
    EPOCH_COMPLETED = enum.auto()
    COMPLETED = enum.auto()


class Engine:
    def __init__(self, process):
        self.process = process
        self.handlers = defaultdict(list)
        self.epoch = 0
        self.output = None
        self.should_terminate = False

    def on(self, event):
        def register(handler):
            self.handlers[event].append(handler)
            return handler

        return register

    def fire(self, event):
        for handler in self.handlers[event]:
            handler(self)

    def terminate(self):
        self.should_terminate = True

    def run(self, data, max_epochs=1):
        self.epoch, self.should_terminate = 0, False
        self.fire(Events.STARTED)
        while self.epoch < max_epochs and not self.should_terminate:
            self.epoch += 1
            self.fire(Events.EPOCH_STARTED)
            for batch in data:
                self.output = self.process(self, batch)
                self.fire(Events.ITERATION_COMPLETED)
            self.fire(Events.EPOCH_COMPLETED)
        self.fire(Events.COMPLETED)
        return self


def _evaluator(model, device):
    def process(engine, batch):
        inputs, targets = (part.to(device) for part in batch)
        with torch.no_grad():
            return model(inputs), targets

    engine = Engine(process)

    @engine.on(Events.STARTED)
    def enter(engine):
        engine.mode = model.training
        model.eval()

    @engine.on(Events.COMPLETED)
    def leave(engine):
        model.train(engine.mode)

    return engine


def track_metrics(model, loader, metrics, device):
    evaluator = _evaluator(model, device)
    result = {}

    @evaluator.on(Events.EPOCH_STARTED)
    def start(engine):
        metrics.to(device)
        metrics.reset()

    @evaluator.on(Events.ITERATION_COMPLETED)
    def add(engine):
        logits, targets = engine.output
        metrics.update(logits.sigmoid(), targets.int())

    @evaluator.on(Events.EPOCH_COMPLETED)
    def finish(engine):
        result.update((name, value.item()) for name, value in metrics.compute().items())

    evaluator.run(loader)
    return result


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    train, val = history["train_loss"], history["val_loss"]
    epochs = range(1, len(val) + 1)
    ax.plot(epochs, train, label="train")
    ax.plot(epochs, val, label="validation")
    best = min(epochs, key=lambda epoch: val[epoch - 1])
    ax.axvline(best, linestyle=":", color="black", label=f"best epoch: {best}")
    ax.set(xlabel="epoch", ylabel="loss", title="Validation curve")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = sorted(history["train_loss"])[0]
    *_, last = history["val_loss"]
    rules = (
        ("underfitting", best_train > target_loss),
        ("overfitting", last - min(history["val_loss"]) > gap),
        ("good fit", True),
    )
    return next(name for name, holds in rules if holds)


class Classifier(nn.Module):
    def __init__(self, features, hidden=(32,)):
        super().__init__()
        sizes = [features, *hidden]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.1)]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.net(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X, y = np.asarray(X), np.asarray(y).astype(int)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler().fit(X_train)

    def loader(X, y, **options):
        inputs = torch.tensor(scaler.transform(X), dtype=torch.float32)
        return DataLoader(TensorDataset(inputs, torch.tensor(y, dtype=torch.float32)[:, None]), batch_size=32, **options)

    train_loader = loader(X_train, y_train, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader, test_loader = loader(X_val, y_val), loader(X_test, y_test)
    model = Classifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-3)
    history = {"train_loss": [], "val_loss": []}

    def update(engine, batch):
        inputs, targets = (part.to(device) for part in batch)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item(), len(inputs)

    trainer, validator = Engine(update), _evaluator(model, device)

    def averaging(engine, name, measure):
        @engine.on(Events.EPOCH_STARTED)
        def start(engine):
            engine.sums = [0.0, 0]

        @engine.on(Events.ITERATION_COMPLETED)
        def add(engine):
            loss, n = measure(engine.output)
            engine.sums[0] += loss * n
            engine.sums[1] += n

        @engine.on(Events.EPOCH_COMPLETED)
        def finish(engine):
            history[name].append(engine.sums[0] / engine.sums[1])

    averaging(trainer, "train_loss", lambda output: output)
    averaging(validator, "val_loss", lambda output: (criterion(*output).item(), len(output[1])))

    @trainer.on(Events.EPOCH_STARTED)
    def train_mode(engine):
        model.train()

    @trainer.on(Events.EPOCH_COMPLETED)
    def validate(engine):
        validator.run(val_loader)

    best = {"loss": math.inf, "epoch": 1, "weights": copy.deepcopy(model.state_dict())}

    @trainer.on(Events.EPOCH_COMPLETED)
    def keep_best(engine):
        if history["val_loss"][-1] < best["loss"]:
            best.update(
                loss=history["val_loss"][-1], epoch=engine.epoch, weights=copy.deepcopy(model.state_dict())
            )

    @trainer.on(Events.EPOCH_COMPLETED)
    def lose_patience(engine):
        if engine.epoch - best["epoch"] >= patience:
            engine.terminate()

    trainer.run(train_loader, max_epochs)
    model.load_state_dict(best["weights"])
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "model": model,
        **track_metrics(model, test_loader, metrics, device),
    }
