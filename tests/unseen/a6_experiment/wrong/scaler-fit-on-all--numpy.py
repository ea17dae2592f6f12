# exercise: run_experiment
# mistake: Mean and deviation are computed over all the data before the split, test included.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def track_metrics(model, loader, metrics, device):
    previous = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    for x, y in loader:
        with torch.no_grad():
            z = model(x.to(device))
        metrics.update(1 / (1 + torch.exp(-z)), y.to(device).long())
    model.train(previous)
    return {k: float(v.cpu().numpy()) for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    curves = np.array([history["train_loss"], history["val_loss"]])
    epochs = np.linspace(1, curves.shape[1], curves.shape[1])
    for row, name in zip(curves, ("train", "validation")):
        ax.plot(epochs, row, label=name)
    ax.axvline(epochs[curves[1].argmin()], color="0.5")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = np.asarray(history["train_loss"]), np.asarray(history["val_loss"])
    if np.min(train) > target_loss:
        return "underfitting"
    return "overfitting" if val[-1] - np.min(val) > gap else "good fit"


def stratified(y, fractions, rng):
    """Una lista de índices por fracción y, al final, el resto."""
    parts = [[] for _ in range(len(fractions) + 1)]
    for c in np.unique(y):
        idx = rng.permutation(np.flatnonzero(y == c))
        cuts = np.cumsum([int(round(f * idx.size)) for f in fractions])
        for part, piece in zip(parts, np.split(idx, cuts)):
            part.append(piece)
    return [np.concatenate(p) for p in parts]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    X = np.asarray(X, dtype=np.float64)
    mu, sigma = X.mean(axis=0), X.std(axis=0)
    sigma[sigma == 0] = 1
    Z = torch.from_numpy(((X - mu) / sigma).astype(np.float32)).to(device)
    T = torch.from_numpy(np.asarray(y, dtype=np.float32)[:, None]).to(device)
    test, val, train = stratified(np.asarray(y), (0.2, 0.2), rng)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(Z.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=1e-3)
    train_loss, val_loss = [], []
    weights = None
    while len(val_loss) < max_epochs:
        model.train()
        order = rng.permutation(train)
        losses = []
        for start in range(0, order.size, 32):
            batch = order[start : start + 32]
            optimizer.zero_grad()
            loss = criterion(model(Z[batch]), T[batch])
            loss.backward()
            optimizer.step()
            losses += [loss.item()] * batch.size
        model.eval()
        with torch.no_grad():
            v = criterion(model(Z[val]), T[val]).item()
        if not val_loss or v < min(val_loss):
            weights = copy.deepcopy(model.state_dict())
        train_loss.append(float(np.mean(losses)))
        val_loss.append(v)
        if len(val_loss) - 1 - int(np.argmin(val_loss)) >= patience:
            break

    model.load_state_dict(weights)
    model.eval()
    with torch.no_grad():
        pred = (model(Z[test]).cpu().numpy()[:, 0] >= 0).astype(int)
    truth = np.asarray(y)[test]
    tp = np.sum((pred == 1) & (truth == 1))
    denominator = np.sum(pred == 1) + np.sum(truth == 1)
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": int(np.argmin(val_loss)) + 1,
        "test_accuracy": float(np.mean(pred == truth)),
        "test_f1": float(2 * tp / denominator) if denominator else 0.0,
        "model": model,
    }
