# Unusual: polynomial interaction columns of the leading principal axes are put next to the given ones (outside the model), own SGD loop.
import functools
import operator
import random
from collections import deque

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures, StandardScaler
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Mode:
    def __init__(self, model, training):
        self.model, self.training = model, training

    def __enter__(self):
        self.before = self.model.training, torch.is_grad_enabled()
        self.model.train(self.training)
        torch.set_grad_enabled(self.training)
        return self.model

    def __exit__(self, *_):
        self.model.train(self.before[0])
        torch.set_grad_enabled(self.before[1])


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    pairs = deque()
    with Mode(model, False) as judge:
        for x, y in loader:
            pairs.append((judge(x.to(device)).detach().sigmoid(), y.to(device)))
    said, true = (torch.vstack(column) for column in zip(*pairs))
    metrics.to(device).update(said, true.long())
    return functools.reduce(operator.or_, ({k: float(v)} for k, v in metrics.compute().items()), {})


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        figure = plt.figure()
        ax = figure.add_subplot(1, 1, 1)
    n = len(history["train_loss"])
    epochs = np.arange(n) + 1
    ax.plot(epochs, history["train_loss"], label="Addestramento")
    ax.plot(epochs, history["val_loss"], label="Validazione", linewidth=2)
    best = 1 + min(range(n), key=history["val_loss"].__getitem__)
    ax.axvline(best, ymin=0.05, ymax=0.95, label=f"migliore: epoca {best}", alpha=0.6)
    ax.set(xlabel="Epoca", ylabel="Perdita media", xlim=(0.5, n + 0.5))
    ax.legend(ncols=3, fontsize="small")
    return ax


def diagnose(history, *, target_loss, gap):
    rules = {
        "underfitting": lambda: sorted(history["train_loss"])[0] > target_loss,
        "overfitting": lambda: history["val_loss"][-1] - sorted(history["val_loss"])[0] > gap,
        "good fit": lambda: True,
    }
    return next(name for name, holds in rules.items() if holds())


class BinaryClassifier(nn.Module):
    def __init__(self, in_features, hidden=(32,)):
        super().__init__()
        self.net = nn.Sequential()
        for width in hidden:
            self.net.append(nn.Linear(in_features, width)).append(nn.LeakyReLU())
            in_features = width
        self.net.append(nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


def seeded(seed):
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    return torch.Generator().manual_seed(seed)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = seeded(seed)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed)
    axes = min(4, X.shape[1])
    features = make_pipeline(
        StandardScaler(),
        FeatureUnion([
            ("given", FunctionTransformer()),
            ("products", make_pipeline(PCA(axes), PolynomialFeatures(2, interaction_only=True, include_bias=False), FunctionTransformer(np.tanh))),
        ]),
    ).fit(X_train)

    def dataset(inputs, targets):
        return TensorDataset(torch.Tensor(features.transform(inputs)), torch.Tensor(np.reshape(targets, (-1, 1)).astype(float)))

    train_set, val_set = dataset(X_train, y_train), dataset(X_val, y_val)
    batches = BatchSampler(RandomSampler(train_set, generator=generator), 16, drop_last=False)
    train_loader, val_loader = DataLoader(train_set, batch_sampler=batches), DataLoader(val_set, batch_size=len(val_set))
    model = BinaryClassifier(train_set.tensors[0].shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, weight_decay=1e-3)

    def epoch(loader, learn):
        total = 0.0
        with Mode(model, learn):
            for x, t in loader:
                loss = criterion(model(x.to(device)), t.to(device))
                if learn:
                    model.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += float(loss.detach()) * len(x)
        return total / len(loader.dataset)

    curve, album = [], {}
    for number in range(1, max_epochs + 1):
        curve.append((epoch(train_loader, True), epoch(val_loader, False)))
        best = min(range(len(curve)), key=lambda i: curve[i][1])
        if best + 1 == number:
            album = {number: {k: v.detach().clone() for k, v in model.state_dict().items()}}
        if number - (best + 1) >= patience:
            break
    [(best_epoch, weights)] = album.items()
    model.load_state_dict(weights)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}, prefix="test_")
    scores = track_metrics(model, DataLoader(dataset(X_test, y_test), batch_size=50), metrics, device)
    train_loss, val_loss = map(list, zip(*curve))
    return {"history": {"train_loss": train_loss, "val_loss": val_loss}, "best_epoch": best_epoch, "model": model, **scores}
