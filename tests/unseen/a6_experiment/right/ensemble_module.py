# Unusual: the model is an nn.Module ensemble of five small networks (vmap over stacked parameters); the plot comes from pandas.
import contextlib
from functools import partial

import matplotlib

matplotlib.use("Agg")
import numpy as np
import pandas as pd
import torch
from sklearn.compose import ColumnTransformer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torchmetrics import MetricCollection


@contextlib.contextmanager
def evaluating(model: nn.Module):
    mode = model.training
    with torch.no_grad():
        model.eval()
        yield partial(_probabilities, model)
    model.train(mode)


def _probabilities(model, x):
    return model(x).sigmoid().squeeze(1)


def track_metrics(model, loader, metrics: MetricCollection, device) -> dict[str, float]:
    metrics = metrics.to(device)
    metrics.reset()
    with evaluating(model) as probabilities:
        said, true = zip(*[(probabilities(x.to(device)), y.to(device).long().squeeze(1)) for x, y in loader])
    metrics.update(torch.cat(said), torch.cat(true))
    return {key: float(value) for key, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    frame = pd.DataFrame({"Training": history["train_loss"], "Validation": history["val_loss"]})
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="Epoch")
    ax = frame.plot(ax=ax, legend=True, xlabel="Epoch", ylabel="Loss", style=["o-", "s-"])
    best = frame["Validation"].fillna(np.inf).idxmin()
    ax.axvline(best, color="gray", linestyle="--", label=f"Best epoch ({best})")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    frame = {name: pd.Series(values, dtype=float) for name, values in history.items()}
    if frame["train_loss"].min() > target_loss:
        return "underfitting"
    drift = frame["val_loss"].iat[-1] - frame["val_loss"].min()
    return "overfitting" if drift > gap else "good fit"


class Committee(nn.Module):
    """Five networks of one hidden layer; the logit is the mean of theirs."""

    def __init__(self, in_features, members=5, width=16):
        super().__init__()
        scale = in_features**-0.5
        self.w1 = nn.Parameter(torch.randn(members, in_features, width) * scale)
        self.b1 = nn.Parameter(torch.zeros(members, width))
        self.w2 = nn.Parameter(torch.randn(members, width, 1) * width**-0.5)
        self.b2 = nn.Parameter(torch.zeros(members, 1))

    def forward(self, x):
        def member(w1, b1, w2, b2):
            return torch.relu(x @ w1 + b1) @ w2 + b2

        return torch.func.vmap(member)(self.w1, self.b1, self.w2, self.b2).mean(dim=0)


def _holdout(y, seed):
    rest, test = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(y, y))
    train, val = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed + 1).split(rest, y[rest]))
    return rest[train], rest[val], test


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(int)
    train, val, test = _holdout(y, seed)
    scale = make_pipeline(ColumnTransformer([("all", StandardScaler(), list(range(X.shape[1])))])).fit(X[train])
    tensor = lambda rows: torch.as_tensor(scale.transform(X[rows]), dtype=torch.float32, device=device)  # noqa: E731
    column = lambda rows: torch.as_tensor(y[rows, None], dtype=torch.float32, device=device)  # noqa: E731

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Committee(X.shape[1]).to(device)
    rng = np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    loss_of = nn.functional.binary_cross_entropy_with_logits
    x, t, xv, tv = tensor(train), column(train), tensor(val), column(val)

    rows, best = [], (np.inf, 0, None)
    for epoch in range(1, max_epochs + 1):
        model.train()
        batches = np.array_split(rng.permutation(len(train)), max(1, len(train) // 32))
        weighted = 0.0
        for batch in batches:
            loss = loss_of(model(x[batch]), t[batch])
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            for p, g in zip(model.parameters(), gradients):
                p.grad = g
            optimizer.step()
            weighted += loss.item() * len(batch)
        model.eval()
        with torch.inference_mode():
            val_loss = loss_of(model(xv), tv).item()
        rows.append((weighted / len(train), val_loss))
        if val_loss < best[0]:
            best = val_loss, epoch, {k: v.clone() for k, v in model.state_dict().items()}
        if epoch - best[1] >= patience:
            break
    if best[2] is not None:
        model.load_state_dict(best[2])
    with evaluating(model) as probabilities:
        said = (probabilities(tensor(test)) >= 0.5).long().cpu().numpy()
    return {
        "history": {"train_loss": [a for a, _ in rows], "val_loss": [b for _, b in rows]},
        "best_epoch": best[1],
        "test_accuracy": float(accuracy_score(y[test], said)),
        "test_f1": float(f1_score(y[test], said, zero_division=0)),
        "model": model,
    }
