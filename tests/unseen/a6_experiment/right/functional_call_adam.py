"""JAX style: the parameters are a dictionary that is passed around, Adam is a pure function of ten lines."""
from functools import partial, reduce

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch import nn
from torch.func import functional_call, grad_and_value
from torchmetrics import MetricCollection  # noqa: F401


def track_metrics(model, loader, metrics, device):
    def probabilities(x):
        with torch.inference_mode():
            logits = model(x.to(device))
        return torch.sigmoid(logits.clone())      # a copy made outside is an ordinary tensor again

    mode, _ = model.training, model.eval()
    metrics.reset()
    metrics.to(device)
    for x, y in loader:
        metrics.update(probabilities(x), y.to(device, torch.int32))
    model.train(mode)
    return {key: metrics_value.tolist() for key, metrics_value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figure = Figure()
        FigureCanvasAgg(figure)
        ax = figure.subplots()
    epochs = list(range(1, len(history["train_loss"]) + 1))
    for name, style in (("train_loss", "solid"), ("val_loss", "dashed")):
        ax.plot(epochs, history[name], linestyle=style, label=name.replace("_", " "))
    best, _ = reduce(lambda a, b: b if b[1] < a[1] else a, zip(epochs, history["val_loss"]))
    ax.axline((best, 0), (best, 1), color="0.5", linewidth=1)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    def verdicts():
        if target_loss < min(history["train_loss"]):
            yield "underfitting"
        if gap < history["val_loss"][-1] - min(history["val_loss"]):
            yield "overfitting"
        yield "good fit"

    return next(verdicts())


# ---------------------------------------------------------------------------- pure functions
def init_adam(params):
    zeros = {k: torch.zeros_like(p) for k, p in params.items()}
    return {"t": 0, "m": zeros, "v": {k: z.clone() for k, z in zeros.items()}}


def adam(params, grads, state, lr=3e-3, b1=0.9, b2=0.999, eps=1e-8, decay=1e-2):
    t = state["t"] + 1
    m = {k: b1 * state["m"][k] + (1 - b1) * grads[k] for k in params}
    v = {k: b2 * state["v"][k] + (1 - b2) * grads[k] ** 2 for k in params}
    new = {
        k: p * (1 - lr * decay) - lr * (m[k] / (1 - b1**t)) / ((v[k] / (1 - b2**t)).sqrt() + eps)
        for k, p in params.items()
    }
    return new, {"t": t, "m": m, "v": v}


def loss_of(model, params, x, y):
    z = functional_call(model, params, (x,))
    # -log p(y) for a logit z: softplus(z) - y z
    return (nn.functional.softplus(z) - y * z).mean()


def split_and_standardise(X, y, seed, device):
    rng = np.random.default_rng(seed)
    parts = {"train": [], "val": [], "test": []}
    for label in (0, 1):
        members = rng.permutation(np.nonzero(y == label)[0])
        a, b = int(0.25 * len(members)), int(0.45 * len(members))
        parts["test"].extend(members[:a])
        parts["val"].extend(members[a:b])
        parts["train"].extend(members[b:])
    mean = X[parts["train"]].mean(axis=0, keepdims=True)
    std = X[parts["train"]].std(axis=0, keepdims=True)
    std[std < 1e-12] = 1.0
    as_tensor = partial(torch.as_tensor, dtype=torch.float32, device=device)
    return {
        name: (as_tensor((X[rows] - mean) / std), as_tensor(y[rows][:, np.newaxis]))
        for name, rows in parts.items()
    }


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    data = split_and_standardise(np.asarray(X, float), np.asarray(y, int), seed, device)
    x, t = data["train"]
    x_val, t_val = data["val"]

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    params = {k: p.detach().clone() for k, p in model.named_parameters()}
    step = grad_and_value(partial(loss_of, model))
    state = init_adam(params)

    def epochs(params, state):
        while True:
            losses, sizes = [], []
            model.train()
            for rows in torch.randperm(len(x)).split(32):
                rows = rows.to(device)
                grads, loss = step(params, x[rows], t[rows])
                params, state = adam(params, grads, state)
                losses.append(loss.item())
                sizes.append(len(rows))
            model.eval()
            with torch.no_grad():
                val = loss_of(model, params, x_val, t_val).item()
            yield params, float(np.dot(losses, sizes) / np.sum(sizes)), val

    history = {"train_loss": [], "val_loss": []}
    best = (float("inf"), None, params)
    for epoch, (params, train, val) in zip(range(1, max_epochs + 1), epochs(params, state)):
        history["train_loss"].append(train)
        history["val_loss"].append(val)
        if val < best[0]:
            best = (val, epoch, params)
        if epoch - (best[1] or 0) >= patience:
            break

    model.load_state_dict(best[2])
    x_test, t_test = data["test"]
    with torch.no_grad():
        said = (model(x_test).sigmoid() >= 0.5).float()
    agree = (said * t_test).sum().item()
    return {
        "history": history,
        "best_epoch": best[1],
        "test_accuracy": said.eq(t_test).float().mean().item(),
        "test_f1": 2 * agree / max(said.sum().item() + t_test.sum().item(), 1),
        "model": model,
    }
