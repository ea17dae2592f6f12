from functools import partial, reduce

import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.nn import functional as F
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    pairs = [(model(x.to(device)).sigmoid(), y.to(device).long()) for x, y in loader]
    model.train(training)
    probs, targets = (torch.cat(column).flatten() for column in zip(*pairs))
    metrics.to(device).reset()
    metrics.update(probs, targets)
    return dict(zip(*zip(*((name, value.item()) for name, value in metrics.compute().items()))))


def plot_validation_curve(history, ax=None):
    ax = plt.subplots()[1] if ax is None else ax
    val = history["val_loss"]
    x = [*range(1, len(val) + 1)]
    best = min(x, key=lambda e: val[e - 1])
    (l1,) = ax.plot(x, history["train_loss"], "-o", ms=3)
    (l2,) = ax.plot(x, val, "-o", ms=3)
    lo, hi = ax.get_ylim()
    ax.vlines(best, lo, hi, colors="0.5", linestyles="dashed")
    ax.set_ylim(lo, hi)
    ax.legend((l1, l2), ("entrenamiento", "validación"))
    ax.set_xlabel("epoch"), ax.set_ylabel("loss")
    return ax


def diagnose(history, *, target_loss, gap):
    *_, last = history["val_loss"]
    # se llegó al objetivo si algún epoch lo alcanza (igualarlo está bien)
    reached = any(loss <= target_loss for loss in history["train_loss"])
    kept = last - min(history["val_loss"]) <= gap
    return "underfitting" if not reached else ("good fit" if kept else "overfitting")


def _mlp(sizes):
    blocks = reduce(lambda acc, ab: acc + [nn.Linear(*ab), nn.ReLU()], zip(sizes, sizes[1:]), [])
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], 1))


def _snapshot(model):
    return {k: v.detach().clone() for k, v in model.state_dict().items()}


def _learn(model, optimizer, X, y, order):
    """Una pasada por los datos en ese orden; devuelve el loss promedio por muestra."""
    model.train()

    def update(rows):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(X[rows]), y[rows])
        loss.backward()
        optimizer.step()
        return loss.item() * len(rows)

    return sum(map(update, order.split(16))) / len(order)


@torch.no_grad()
def _look(model, X, y):
    model.eval()
    return F.binary_cross_entropy_with_logits(model(X), y).item()


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    split = partial(train_test_split, random_state=seed)
    X_rest, X_te, y_rest, y_te = split(X, y, test_size=0.28, stratify=y)
    X_tr, X_va, y_tr, y_va = split(X_rest, y_rest, test_size=0.22, stratify=y_rest)

    scale = StandardScaler().fit(X_tr).transform
    tensor = partial(torch.tensor, dtype=torch.float32, device=device)
    X_tr, X_va, X_te = (tensor(scale(part)) for part in (X_tr, X_va, X_te))
    y_tr, y_va, y_te = (tensor(part).unsqueeze(1) for part in (y_tr, y_va, y_te))

    torch.manual_seed(seed)
    shuffler = torch.Generator().manual_seed(seed)
    model = _mlp([X.shape[1], 32, 64]).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    train_loss, val_loss = [], []
    best_epoch, best_weights = 0, _snapshot(model)
    while len(val_loss) < max_epochs and len(val_loss) - best_epoch < patience:
        order = torch.randperm(len(X_tr), generator=shuffler).to(device)
        train_loss.append(_learn(model, optimizer, X_tr, y_tr, order))
        current = _look(model, X_va, y_va)
        if current < min(val_loss, default=float("inf")):
            best_epoch, best_weights = len(val_loss) + 1, _snapshot(model)
        val_loss.append(current)

    model.load_state_dict(best_weights)
    model.eval()
    with torch.no_grad():
        probs = model(X_te).sigmoid()
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": best_epoch,
        "test_accuracy": binary_accuracy(probs, y_te.int()).item(),
        "test_f1": binary_f1_score(probs, y_te.int()).item(),
        "model": model,
    }
