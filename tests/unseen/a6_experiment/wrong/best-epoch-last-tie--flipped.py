# exercise: plot_validation_curve
# mistake: looks for the minimum from the end, so on a tie the mark is at the last of them
# a6, short and functional-ish
from operator import itemgetter

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch import nn
import torch
import torch.nn.functional as F


@torch.inference_mode()
def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    before = model.training
    model.eval()
    for x, t in loader:
        p = torch.sigmoid(model(x.to(device)))
        metrics.update(p.flatten(), t.to(device).flatten().int())
    model.train(before)
    return {k: v.cpu().item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = plt.subplots()[1] if ax is None else ax
    val = np.asarray(history["val_loss"])
    n = len(val)
    for key, name in (("train_loss", "Training loss"), ("val_loss", "Validation loss")):
        ax.plot(range(1, n + 1), history[key], marker=".", label=name)
    best = int(n - np.argmin(np.flip(val)))
    ax.axvline(best, color="red", alpha=0.4, label=f"best epoch ({best})")
    ax.set_xlabel("epochs")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = history["train_loss"], history["val_loss"]
    return (
        "underfitting" if min(train) > target_loss
        else "overfitting" if val[-1] - min(val) > gap
        else "good fit"
    )


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    idx = np.arange(len(y))
    rest, test = train_test_split(idx, test_size=0.25, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=seed)
    mu, sd = X[train].mean(0), X[train].std(0)
    sd = np.where(sd > 0, sd, 1.0)
    inputs = torch.as_tensor((X - mu) / sd, dtype=torch.float32, device=device)
    targets = torch.as_tensor(y, dtype=torch.float32, device=device)[:, None]

    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    bce = F.binary_cross_entropy_with_logits
    order = np.random.default_rng(seed)
    history = {"train_loss": [], "val_loss": []}
    best = None

    while len(history["val_loss"]) < max_epochs:
        model.train()
        total = 0.0
        for chunk in np.array_split(order.permutation(train), max(1, len(train) // 64)):
            loss = bce(model(inputs[chunk]), targets[chunk])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chunk)
        history["train_loss"].append(total / len(train))
        model.eval()
        with torch.no_grad():
            history["val_loss"].append(bce(model(inputs[val]), targets[val]).item())
        epoch = len(history["val_loss"])
        if best is None or history["val_loss"][-1] < best[1]:
            best = epoch, history["val_loss"][-1], {k: v.clone() for k, v in model.state_dict().items()}
        if epoch - best[0] >= patience:
            break

    model.load_state_dict(best[2])
    model.eval()
    with torch.no_grad():
        guess = (torch.sigmoid(model(inputs[test])) >= 0.5).flatten().long().cpu().numpy()
    return {
        "history": history,
        "best_epoch": best[0],
        "test_accuracy": float(np.mean(guess == y[test])),
        "test_f1": float(f1_score(y[test], guess)),
        "model": model,
    }
