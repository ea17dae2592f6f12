# Careful sums: math.fsum for the means, a double-precision sigmoid cast back to float32.
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    mode = model.training
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                z = model(inputs.to(device)).double()
                small = torch.exp(-z.abs())
                p = torch.where(z < 0, small / (1 + small), 1 / (1 + small))
                metrics.update(p.reshape(-1).float(), targets.to(device).reshape(-1).round().long())
    finally:
        model.train(mode)
    return {name: value.double().item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots(num=None)[1]
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], drawstyle="steps-mid", label="learning set")
    ax.plot(epochs, history["val_loss"], drawstyle="steps-mid", label="held-out set")
    best = math.inf
    mark = 1
    for epoch, value in zip(epochs, history["val_loss"]):
        if value < best:
            best, mark = value, epoch
    ax.errorbar([mark], [history["val_loss"][mark - 1]], yerr=0.05 * (abs(best) or 1.0), fmt="v", color="k")
    ax.set_xlabel("number of epochs")
    ax.set_ylabel("mean loss per sample")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    reached, least = math.inf, math.inf
    for value in history["train_loss"]:
        reached = min(reached, value)
    for value in history["val_loss"]:
        least = min(least, value)
    worse = math.fsum([history["val_loss"][-1], -least])
    return "underfitting" if reached > target_loss else "overfitting" if worse > gap else "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    state_before = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        return _run(X, y, seed, device, max_epochs, patience)
    finally:
        torch.set_rng_state(state_before)


def _run(X, y, seed, device, max_epochs, patience):
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))

    def dataset(features, labels):
        inputs = torch.from_numpy(scaler.transform(np.asarray(features, dtype=np.float64))).float()
        return TensorDataset(inputs, torch.from_numpy(np.asarray(labels, dtype=np.float64)).float().view(-1, 1))

    train, val, test = dataset(X_train, y_train), dataset(X_val, y_val), dataset(X_test, y_test)
    order = RandomSampler(train, generator=torch.Generator().manual_seed(seed))
    train_loader = DataLoader(train, sampler=BatchSampler(order, 32, drop_last=False), batch_size=None)
    val_loader = DataLoader(val, batch_size=64)

    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.LayerNorm(32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)

    def mean(pairs):
        pairs = list(pairs)
        return math.fsum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)

    def train_losses():
        model.train()
        for inputs, targets in train_loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield loss.item(), len(inputs)

    def val_losses():
        model.eval()
        for inputs, targets in val_loader:
            with torch.no_grad():
                loss = criterion(model(inputs.to(device)), targets.to(device))
            yield loss.item(), len(inputs)

    history = {"train_loss": [], "val_loss": []}
    best = (math.inf, 0)
    weights = copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(mean(train_losses()))
        history["val_loss"].append(mean(val_losses()))
        if history["val_loss"][-1] < best[0]:
            best = (history["val_loss"][-1], epoch)
            weights = copy.deepcopy(model.state_dict())
        if epoch - best[1] >= patience:
            break
    model.load_state_dict(weights)
    model.eval()
    with torch.no_grad():
        predicted = model(test.tensors[0].to(device)).cpu().double().sigmoid().round().int().flatten().numpy()
    (tn, fp), (fn, tp) = confusion_matrix(np.asarray(y_test).astype(int), predicted, labels=[0, 1]).tolist()
    return {
        "history": history,
        "best_epoch": best[1],
        "test_accuracy": (tp + tn) / (tp + tn + fp + fn),
        "test_f1": 2 * tp / (2 * tp + fp + fn) if tp else 0.0,
        "model": model,
    }
