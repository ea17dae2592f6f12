# unusual: JAX habits: pure functions over a dict of parameters, torch.func.grad_and_value, hand-written Adam as tree_map
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
from torch.func import functional_call, grad_and_value
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    mode = model.training
    model.eval()
    frozen = {name: tensor.detach() for name, tensor in (*model.named_parameters(), *model.named_buffers())}
    apply = partial(functional_call, model, frozen)
    metrics.reset()
    metrics.to(device)
    try:
        with torch.inference_mode():
            pairs = [(apply(x.to(device)).sigmoid(), y.to(device).long()) for x, y in loader]
    finally:
        model.train(mode)
    for probabilities, labels in pairs:
        metrics.update(probabilities, labels)
    return {k: v.tolist() for k, v in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.figure().add_axes((0.12, 0.12, 0.85, 0.85))
    y = np.stack([history["train_loss"], history["val_loss"]], axis=1)
    x = 1 + np.arange(len(y))
    ax.plot(x, y, label=["train", "validation"])
    best = x[y[:, 1].argmin()]
    ax.add_collection(LineCollection([[(best, y.min()), (best, y.max())]], colors="k", linestyles="--"))
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    reached = any(loss <= target_loss for loss in history["train_loss"])
    worsened = any(history["val_loss"][-1] - loss > gap for loss in history["val_loss"])
    return {(False, False): "underfitting", (False, True): "underfitting", (True, True): "overfitting"}.get(
        (reached, worsened), "good fit"
    )


def init(key, sizes):
    params = {}
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        params[f"{2 * i}.weight"] = torch.randn(b, a, generator=key) * (2 / a) ** 0.5
        params[f"{2 * i}.bias"] = torch.zeros(b)
    return params


def tree_map(f, *trees):
    return {k: f(*(tree[k] for tree in trees)) for k in trees[0]}


def adam(params, grads, m, v, t, lr=5e-3, b1=0.9, b2=0.999, eps=1e-8):
    m = tree_map(lambda m, g: b1 * m + (1 - b1) * g, m, grads)
    v = tree_map(lambda v, g: b2 * v + (1 - b2) * g * g, v, grads)
    step = lambda p, m, v: p - lr * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + eps)
    return tree_map(step, params, m, v), m, v


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    key = torch.Generator().manual_seed(seed)
    split = lambda rows, size: next(
        (rows[a], rows[b])
        for a, b in StratifiedShuffleSplit(1, test_size=size, random_state=seed).split(X[rows], y[rows])
    )
    rest, test = split(np.arange(len(y)), 0.2)
    train, val = split(rest, 0.2)
    mu, sigma = X[train].mean(0), X[train].std(0)
    sigma[sigma == 0] = 1
    data = {
        name: (
            torch.from_numpy(((X[rows] - mu) / sigma).astype(np.float32)).to(device),
            torch.from_numpy(y[rows].astype(np.float32)).unsqueeze(1).to(device),
        )
        for name, rows in dict(train=train, val=val, test=test).items()
    }
    sizes = [X.shape[1], 32, 16, 1]
    with torch.random.fork_rng(devices=[]):
        model = nn.Sequential(*[layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())][:-1])
    model.to(device)
    loss_fn = lambda params, x, t: nn.functional.binary_cross_entropy_with_logits(functional_call(model, params, x), t)
    update = grad_and_value(loss_fn)

    params = tree_map(lambda p: p.to(device), init(key, sizes))
    m = v = tree_map(torch.zeros_like, params)
    t, train_loss, val_loss = 0, [], []
    best, best_epoch, best_value = params, None, None
    for epoch in range(1, max_epochs + 1):
        model.train()
        x, target = data["train"]
        seen = torch.zeros((), dtype=torch.float64)
        for rows in torch.randperm(len(x), generator=key).split(32):
            rows = rows.to(device)
            t += 1
            grads, loss = update(params, x[rows], target[rows])
            params, m, v = adam(params, grads, m, v, t)
            seen += loss.item() * len(rows)
        train_loss.append((seen / len(x)).item())
        model.eval()
        with torch.no_grad():
            val_loss.append(loss_fn(params, *data["val"]).item())
        if best_value is None or val_loss[-1] < best_value:
            best, best_epoch, best_value = params, epoch, val_loss[-1]  # nothing is ever changed in place
        elif epoch - best_epoch >= patience:
            break

    model.load_state_dict(best)
    model.eval()
    with torch.no_grad():
        said, true = model(data["test"][0]) > 0, data["test"][1] > 0.5
    tp, wrong = (said & true).sum().item(), (said ^ true).sum().item()
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": best_epoch,
        "test_accuracy": 1 - wrong / len(test),
        "test_f1": 2 * tp / (2 * tp + wrong) if tp else 0.0,
        "model": model,
    }
