# NumPy where possible: own stratified split by ranks, own standardisation, batches by index arrays from a NumPy
# generator, confusion counts in NumPy. All probabilities are gathered first, then torchmetrics is updated once.
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.train(False)
    probabilities, labels = [], []
    with torch.inference_mode():
        for inputs, targets in loader:
            z = model(inputs.to(device)).cpu().numpy().astype(np.float64)
            probabilities.append(1 / (1 + np.exp(-np.clip(z, -700, 700))))
            labels.append(targets.numpy())
    model.train(mode)
    metrics.reset()
    metrics.to("cpu")  # where the data are that it gets
    metrics.update(
        torch.from_numpy(np.concatenate(probabilities).ravel()),
        torch.from_numpy(np.concatenate(labels).ravel().astype(np.int64)),
    )
    return {name: float(value.numpy()) for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 4))
    losses = np.array([history["train_loss"], history["val_loss"]], dtype=float)
    epochs = np.arange(losses.shape[1]) + 1
    ax.plot(epochs, losses[0], marker="o", markersize=3, label="train")
    ax.plot(epochs, losses[1], marker="s", markersize=3, label="val")
    best = np.argmin(losses[1])
    low, high = ax.get_ylim()
    ax.vlines(epochs[best], low, high, colors="gray", linestyles="dotted", label="best")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.grid(alpha=0.3)
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = np.asarray(history["train_loss"]), np.asarray(history["val_loss"])
    code = np.select([train.min() > target_loss, val[-1] - val.min() > gap], [0, 1], default=2)
    return ("underfitting", "overfitting", "good fit")[int(code)]


def _split(y, rng, fractions=(0.2, 0.2)):
    part = np.zeros(len(y), dtype=int)
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        n_val, n_test = (int(round(f * len(members))) for f in fractions)
        part[members[:n_val]] = 1
        part[members[n_val : n_val + n_test]] = 2
    return [np.flatnonzero(part == p) for p in range(3)]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(int)
    train, val, test = _split(y, rng)
    mean, std = X[train].mean(0), X[train].std(0)
    std[np.ptp(X[train], axis=0) == 0] = 1
    Z = torch.tensor((X - mean) / std, dtype=torch.float32, device=device)
    T = torch.tensor(y[:, None], dtype=torch.float32, device=device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01)

    curve = np.full((max_epochs, 2), np.nan)
    best, weights = -1, None
    for epoch in range(max_epochs):
        model.train()
        total = 0.0
        order = rng.permutation(train)
        for rows in np.array_split(order, np.arange(32, len(order), 32)):
            loss = criterion(model(Z[rows]), T[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        model.eval()
        with torch.no_grad():
            curve[epoch] = total / len(train), criterion(model(Z[val]), T[val]).item()
        if best < 0 or curve[epoch, 1] < curve[best, 1]:
            best = epoch
            weights = {k: v.clone() for k, v in model.state_dict().items()}
        elif epoch - best >= patience:
            break
    model.load_state_dict(weights)
    model.eval()
    with torch.no_grad():
        predicted = (model(Z[test]).cpu().numpy().ravel() >= 0).astype(int)
    actual = y[test]
    tp = int(np.sum((predicted == 1) & (actual == 1)))
    curve = curve[: epoch + 1]
    return {
        "history": {"train_loss": curve[:, 0].tolist(), "val_loss": curve[:, 1].tolist()},
        "best_epoch": best + 1,
        "test_accuracy": float(np.mean(predicted == actual)),
        "test_f1": float(2 * tp / max(1, predicted.sum() + actual.sum())),
        "model": model,
    }
