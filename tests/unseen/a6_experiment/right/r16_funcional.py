# style: stateless training: torch.func.grad_and_value + functional_call over a dict of parameters, hand-written Adam, itertools pipelines
# open options used: full batch; the returned module gets the best dict by load_state_dict; mark = scatter star; metrics kept on CPU and data moved there
import itertools
import operator

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.func import functional_call, grad_and_value


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    home = torch.device("cpu")
    metrics = metrics.to(home)
    before = model.training
    model.train(False)
    forward = torch.no_grad()(lambda x: torch.special.expit(model(x.to(device))).reshape(-1).to(home))
    try:
        for p, t in ((forward(x), t.reshape(-1).to(home, torch.int64)) for x, t in loader):
            metrics.update(p, t)
    finally:
        model.train(before)
    return {k: v.tolist() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax or plt.subplots()[1]
    epochs = list(itertools.accumulate(itertools.repeat(1, len(history["train_loss"]))))
    (t,) = ax.plot(epochs, history["train_loss"])
    (v,) = ax.plot(epochs, history["val_loss"])
    least, where = min(zip(history["val_loss"], epochs))
    star = ax.scatter([where], [least], marker="*", s=150, color="k", zorder=3)
    ax.set_xlabel("epochs")
    ax.set_ylabel("loss")
    ax.legend([t, v, star], ["train loss", "validation loss", "best"])
    t.set_label("train loss"), v.set_label("validation loss")
    return ax


def diagnose(history, *, target_loss, gap):
    rules = (
        ("underfitting", all(map(operator.gt, history["train_loss"], itertools.repeat(target_loss)))),
        ("overfitting", max(history["val_loss"][-1] - v for v in history["val_loss"]) > gap),
        ("good fit", True),
    )
    return next(itertools.compress(*zip(*rules)))


def _adam(lr=0.02, b1=0.9, b2=0.999):
    m, v = {}, {}

    def update(params, grads, t):
        out = {}
        for k, g in grads.items():
            m[k] = b1 * m.get(k, 0) + (1 - b1) * g
            v[k] = b2 * v.get(k, 0) + (1 - b2) * g**2
            out[k] = params[k] - lr * (m[k] / (1 - b1**t)) / ((v[k] / (1 - b2**t)).sqrt() + 1e-8)
        return out

    return update


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    def cut(index, size):
        a, b = next(StratifiedShuffleSplit(1, test_size=size, random_state=seed).split(index, y[index]))
        return index[a], index[b]

    rest, test = cut(np.arange(len(y)), 0.2)
    train, val = cut(rest, 0.2)
    scaler = StandardScaler().fit(X[train])
    data = {
        name: (
            torch.as_tensor(scaler.transform(X[i]), dtype=torch.float32).to(device),
            torch.as_tensor(y[i], dtype=torch.float32).unsqueeze(1).to(device),
        )
        for name, i in {"train": train, "val": val, "test": test}.items()
    }
    model = nn.Sequential(nn.Linear(X.shape[1], 24), nn.ReLU(), nn.Linear(24, 1))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn(p.shape, generator=generator) * 0.2)
    model.to(device)
    params = {k: p.detach().clone() for k, p in model.named_parameters()}

    def loss_of(params, part):
        x, t = data[part]
        return F.binary_cross_entropy_with_logits(functional_call(model, params, (x,)), t)

    step, differentiate = _adam(), grad_and_value(loss_of)
    history, champion = {"train_loss": [], "val_loss": []}, (float("inf"), 0, params)
    for epoch in range(1, max_epochs + 1):
        grads, value = differentiate(params, "train")
        params = step(params, grads, epoch)
        with torch.no_grad():
            val_loss = loss_of(params, "val").item()
        history["train_loss"].append(value.item())
        history["val_loss"].append(val_loss)
        champion = min(champion, (val_loss, epoch, params), key=operator.itemgetter(0))
        if epoch - champion[1] >= patience:
            break
    _, best_epoch, params = champion
    model.load_state_dict(params)
    with torch.no_grad():
        said = model(data["test"][0]).sigmoid().ge(0.5).flatten().tolist()
    pairs = list(zip(said, map(bool, y[test].tolist())))
    tp, wrong = pairs.count((True, True)), sum(a != b for a, b in pairs)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": 1 - wrong / len(pairs),
        "test_f1": 2 * tp / (2 * tp + wrong) if tp else 0.0,
        "model": model,
    }
