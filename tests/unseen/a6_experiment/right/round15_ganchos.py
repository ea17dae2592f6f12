# style: hooks: a forward hook feeds the metrics, a step post-hook counts updates; ExitStack; weights kept in a BytesIO
# option: metrics are reset and then a clone accumulates; model is a ModuleList subclass; mark is a scatter point plus drop line
import contextlib
import io
import itertools

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score


@contextlib.contextmanager
def _evaluating(model, hook):
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.callback(model.register_forward_hook(hook).remove)
        stack.enter_context(torch.no_grad())
        yield model.eval()


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    meter = metrics.clone().to(device)
    waiting = []

    def measure(module, arguments, logits):
        meter.update(torch.sigmoid(logits), waiting.pop())

    with _evaluating(model, measure) as network:
        for inputs, targets in loader:
            waiting.append(targets.to(device).to(torch.int32))
            network(inputs.to(device))
    return {name: value.item() for name, value in meter.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax or plt.figure().add_subplot(1, 1, 1)
    epochs = list(itertools.islice(itertools.count(1), len(history["val_loss"])))
    (train_line,) = ax.plot(epochs, history["train_loss"])
    (val_line,) = ax.plot(epochs, history["val_loss"])
    best = epochs[history["val_loss"].index(min(history["val_loss"]))]
    ax.scatter([best], [min(history["val_loss"])], s=60, facecolors="none", edgecolors="red", zorder=3)
    ax.plot([best, best], [0, 1], transform=ax.get_xaxis_transform(), color="red", lw=0.7, label="_nolegend_")
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss per sample")
    train_line.set_label("training loss")
    val_line.set_label("validation loss")
    ax.legend(handles=[train_line, val_line])
    return ax


def diagnose(history, *, target_loss, gap):
    if not any(loss <= target_loss for loss in history["train_loss"]):
        return "underfitting"
    last = history["val_loss"][-1]
    if any(last - loss > gap for loss in history["val_loss"]):
        return "overfitting"
    return "good fit"


class Tower(nn.ModuleList):
    def __init__(self, sizes):
        super().__init__(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))

    def forward(self, x):
        for floor, layer in enumerate(self, start=1):
            x = layer(x)
            if floor < len(self):
                x = nn.functional.gelu(x)
        return x


def _freeze(model):
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    return buffer


def _thaw(model, buffer, device):
    buffer.seek(0)
    model.load_state_dict(torch.load(buffer, map_location=device, weights_only=True))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(np.int64)
    # ten stratified folds: five to learn from, two to decide with, three to report
    folds = [fold for _, fold in StratifiedKFold(10, shuffle=True, random_state=seed).split(X, y)]
    val, test, train = map(np.concatenate, (folds[:2], folds[2:5], folds[5:]))
    shift, scale = X[train].mean(0), X[train].std(0)
    scale[np.ptp(X[train], axis=0) == 0] = 1.0
    whole = TensorDataset(
        torch.from_numpy(((X - shift) / scale).astype(np.float32)), torch.from_numpy(y.astype(np.float32)[:, None])
    )
    shuffling = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(Subset(whole, train.tolist()), batch_size=64, shuffle=True, generator=shuffling)
    val_loader, test_loader = (DataLoader(Subset(whole, part.tolist()), batch_size=256) for part in (val, test))

    model = Tower([X.shape[1], 20, 20, 1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.5)
    updates = itertools.count()
    counting = optimizer.register_step_post_hook(lambda *_: next(updates))

    def weighted(pairs):
        pairs = np.array(pairs)
        return float(np.average(pairs[:, 0], weights=pairs[:, 1]))

    def outputs(loader):
        kept = []
        with _evaluating(model, lambda module, arguments, output: kept.append(output)) as network:
            for inputs, targets in loader:
                network(inputs.to(device))
                yield kept.pop(), targets.to(device)

    history, best_epoch, best_loss = {"train_loss": [], "val_loss": []}, 0, float("inf")
    for epoch in range(1, max_epochs + 1):
        model.train()
        pairs = []
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            pairs.append((loss.item(), len(inputs)))
        history["train_loss"].append(weighted(pairs))
        history["val_loss"].append(weighted([(criterion(z, t).item(), len(t)) for z, t in outputs(val_loader)]))
        if history["val_loss"][-1] < best_loss or epoch == 1:
            best_epoch, best_loss, frozen = epoch, history["val_loss"][-1], _freeze(model)
        if epoch - best_epoch >= patience:
            break
    counting.remove()
    _thaw(model, frozen, device)
    logits, truth = map(torch.cat, zip(*outputs(test_loader)))
    probabilities, truth = logits.sigmoid().squeeze(1), truth.squeeze(1).long()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": binary_accuracy(probabilities, truth).item(),
        "test_f1": binary_f1_score(probabilities, truth).item(),
        "model": model,
    }
