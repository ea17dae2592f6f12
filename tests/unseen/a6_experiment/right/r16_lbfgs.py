# style: full-batch L-BFGS with a closure (weight decay inside), a Figure without pyplot, whole-set metrics by one call of the collection
# open options used: probabilities gathered first, then metrics(preds, target) once; the marker is an arrow annotation; weights kept as state in a BytesIO
import io

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    pairs = []
    with torch.no_grad():
        for x, y in loader:
            pairs.append((torch.sigmoid(model(x.to(device))), y.to(device)))
    model.train(mode)
    probabilities, targets = (torch.cat(part).flatten() for part in zip(*pairs))
    metrics = metrics.to(device)
    metrics.reset()
    return {name: float(value) for name, value in metrics(probabilities, targets.long()).items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figure = Figure(figsize=(6, 4))
        FigureCanvasAgg(figure)
        ax = figure.add_subplot()
    train, val = history["train_loss"], history["val_loss"]
    epochs = np.arange(1, len(train) + 1)
    ax.plot(epochs, train, "o-", epochs, val, "s--")
    for line, label in zip(ax.lines[-2:], ("training", "validation")):
        line.set_label(label)
    best = int(np.argmin(val))
    ax.annotate(
        "best epoch", xy=(best + 1, val[best]), xytext=(0, 30), textcoords="offset points", arrowprops={"arrowstyle": "->"}
    )
    ax.set(xlabel="epoch", ylabel="mean loss per sample")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = map(np.asarray, (history["train_loss"], history["val_loss"]))
    return np.select(
        [train.min() > target_loss, val[-1] - val.min() > gap], ["underfitting", "overfitting"], "good fit"
    ).item()


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(X_train)
    inputs = lambda a: torch.tensor(scaler.transform(a), dtype=torch.float32, device=device)
    column = lambda a: torch.tensor(a, dtype=torch.float32, device=device)[:, None]
    a, b, c = map(inputs, (X_train, X_val, X_test))
    ya, yb, yc = map(column, (y_train, y_val, y_test))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(X.shape[1], 16), nn.ReLU(), nn.Linear(16, 1)).to(device)
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.1, max_iter=2)
    criterion = nn.BCEWithLogitsLoss()

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(a), ya)
        penalty = 1e-3 * sum(p.square().sum() for p in model.parameters())
        (loss + penalty).backward()
        seen.append(loss.item())
        return loss + penalty

    history = {"train_loss": [], "val_loss": []}
    best, best_epoch, saved = None, 0, io.BytesIO()
    for epoch in range(1, max_epochs + 1):
        seen = []
        model.train()
        optimizer.step(closure)
        history["train_loss"].append(seen[0])
        model.eval()
        with torch.inference_mode():
            val = criterion(model(b), yb).item()
        history["val_loss"].append(val)
        if best is None or val < best:
            best, best_epoch, saved = val, epoch, io.BytesIO()
            torch.save(model.state_dict(), saved)
        elif epoch - best_epoch >= patience:
            break
    saved.seek(0)
    model.load_state_dict(torch.load(saved, map_location=device, weights_only=True))
    model.eval()
    with torch.no_grad():
        said, true = model(c) >= 0, yc == 1
    tp = (said & true).sum().item()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": (said == true).double().mean().item(),
        "test_f1": 2 * tp / max(1, said.sum().item() + true.sum().item()),
        "model": model,
    }
