"""Five stratified folds: one for test, one for validation, three to learn from."""
from __future__ import annotations

import logging
from collections import defaultdict, deque

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import StratifiedKFold
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

try:
    from tqdm import trange
except ImportError:
    trange = range

logging.getLogger("matplotlib").setLevel(logging.WARNING)
torch.use_deterministic_algorithms(False)


class ExperimentError(RuntimeError):
    pass


def track_metrics(model, loader, metrics, device):
    hook_calls = []
    handle = model.register_forward_hook(lambda _m, _i, out: hook_calls.append(out.shape))
    state = model.training
    try:
        metrics.to(device).reset()
        model.eval()
        with torch.inference_mode():
            for x, y in loader:
                logits = model(x.to(device, non_blocking=True))
                metrics.update(preds=logits.double().sigmoid().float(), target=y.to(device).round().long())
        values = metrics.compute()
    finally:
        handle.remove()
        model.train(state)
    if len(hook_calls) != len(loader):
        raise ExperimentError("some batches were not evaluated")
    return {key: float(values[key]) for key in values}


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, axs = plt.subplots(nrows=1, ncols=1, squeeze=False)
        ax = axs[0, 0]
    curves = np.column_stack([history["train_loss"], history["val_loss"]])
    epochs = 1 + np.arange(len(curves))
    best = epochs[curves[:, 1] == curves[:, 1].min()][0]
    lines = ax.plot(epochs, curves)
    for line, label in zip(lines, ("Training loss", "Validation loss")):
        line.set_label(label)
    ax.plot([best, best], [curves.min(), curves.max()], color="black", linewidth=0.8, linestyle="-.")
    ax.set_title(f"best epoch: {best}")
    ax.set_xlabel("epoch (1 = first)")
    ax.set_ylabel("mean loss per sample")
    ax.margins(x=0.02)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = np.min(history["train_loss"])
    last_val, least_val = history["val_loss"][-1], np.min(history["val_loss"])
    verdict = "good fit"
    if last_val - least_val > gap:
        verdict = "overfitting"
    if best_train > target_loss:
        verdict = "underfitting"
    return verdict


class Net(nn.Module):
    def __init__(self, n_features, hidden=(32, 64)):
        super().__init__()
        self.blocks = nn.ModuleList()
        for size in hidden:
            self.blocks.append(nn.Linear(n_features, size))
            n_features = size
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(n_features, 1)

    def forward(self, x):
        for block in self.blocks:
            x = self.drop(torch.relu(block(x)))
        return self.head(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    torch.manual_seed(seed)

    # five stratified folds: one for test, one for validation, three to learn from
    folds = [fold for _, fold in StratifiedKFold(n_splits=5, shuffle=True, random_state=seed).split(X, y)]
    test, val, *train = folds
    train = np.concatenate(train)
    center = X[train].mean(axis=0)
    spread = X[train].std(axis=0)
    spread[np.isclose(spread, 0.0, atol=1e-10)] = 1.0
    Z = torch.tensor((X - center) / spread, dtype=torch.float32)
    t = torch.tensor(y, dtype=torch.float32)[:, None]

    net = Net(X.shape[1]).to(device)
    loss_fn = nn.BCEWithLogitsLoss()
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
    loader = DataLoader(TensorDataset(Z[train], t[train]), batch_size=32, shuffle=True)

    history = defaultdict(list)
    best_epoch, best_state = None, None
    recent = deque(maxlen=patience)               # did each of the last epochs improve?
    for epoch in trange(1, max_epochs + 1):
        net.train()
        sums = torch.zeros(2, dtype=torch.float64)
        for xb, tb in loader:
            xb, tb = xb.to(device), tb.to(device)
            loss = loss_fn(net(xb), tb)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            opt.step()
            sums += torch.tensor([loss.item() * len(xb), len(xb)], dtype=torch.float64)
        history["train_loss"].append((sums[0] / sums[1]).item())

        net.eval()
        with torch.no_grad():
            v = loss_fn(net(Z[val].to(device)), t[val].to(device)).item()
        improved = not history["val_loss"] or v < min(history["val_loss"])
        history["val_loss"].append(v)
        recent.append(improved)
        if improved:
            best_epoch = epoch
            best_state = {k: w.detach().cpu().clone() for k, w in net.state_dict().items()}
        if len(recent) == patience and not any(recent):
            break

    net.load_state_dict(best_state)
    scores = track_metrics(
        net,
        DataLoader(TensorDataset(Z[test], t[test]), batch_size=len(test)),
        MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}),
        device,
    )
    return {"history": dict(history), "best_epoch": best_epoch, "test_accuracy": scores["acc"], "test_f1": scores["f1"],
            "model": net}
