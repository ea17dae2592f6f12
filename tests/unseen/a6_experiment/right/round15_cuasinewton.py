# style: full-batch L-BFGS with closures, object-oriented matplotlib (no pyplot at all), match statement, one-batch evaluation
# option: one L-BFGS step over the whole training part is one epoch (its loss is that of the first closure call); split 50/25/25
import math

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn


def track_metrics(model, loader, metrics, device):
    training, logits, truth = model.training, [], []
    model.train(False)
    with torch.inference_mode():
        for inputs, targets in loader:
            logits.append(model(inputs.to(device)).cpu())
            truth.append(targets.cpu())
    model.train(training)
    # everything at once, on the CPU
    metrics.to("cpu").reset()
    metrics.update(torch.special.expit(torch.cat(logits)).flatten(), torch.cat(truth).flatten().long())
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        ax = figure.add_subplot()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    for key, name, style in (("train_loss", "entrenamiento", "o-"), ("val_loss", "validación", "s--")):
        ax.plot(epochs, history[key], style, markersize=3, label=name)
    best = int(epochs[np.argmin(history["val_loss"])])
    low, high = min(map(min, history.values())), max(map(max, history.values()))
    ax.vlines([best], low, high, colors="tab:red", linewidth=1)
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    val = history["val_loss"]
    match min(history["train_loss"]) > target_loss, val[-1] - min(val) > gap:
        case True, _:
            return "underfitting"
        case False, True:
            return "overfitting"
        case _:
            return "good fit"


def _parts(X, y, seed):
    rng = np.random.RandomState(seed)
    half = StratifiedShuffleSplit(n_splits=1, test_size=0.5, random_state=rng)
    train, rest = next(half.split(X, y))
    val, test = next(half.split(X[rest], y[rest]))
    return train, rest[val], rest[test]


def _network(features, seed):
    network = nn.Sequential(nn.Linear(features, 12), nn.ReLU(), nn.Linear(12, 1))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            bound = 0.5 / math.sqrt(parameter.shape[-1])
            parameter.uniform_(-bound, bound, generator=generator)
    return network


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y).astype(np.int64)
    parts = _parts(X, y, seed)
    mean, std = X[parts[0]].mean(axis=0), X[parts[0]].std(axis=0)
    std = np.where(std > 1e-12, std, 1.0)
    data = [
        (
            torch.tensor((X[part] - mean) / std, dtype=torch.float32, device=device),
            torch.tensor(y[part], dtype=torch.float32, device=device).unsqueeze(1),
        )
        for part in parts
    ]
    (inputs, targets), validation, test = data
    model = _network(X.shape[1], seed).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=2, history_size=5, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    def look(pair):
        model.eval()
        with torch.no_grad():
            return model(pair[0])

    history = {"train_loss": [], "val_loss": []}
    champion = None
    for epoch in range(1, max_epochs + 1):
        model.train()
        history["train_loss"].append(optimizer.step(closure).item())
        loss = criterion(look(validation), validation[1]).item()
        history["val_loss"].append(loss)
        if champion is None or loss < champion[0]:
            champion = loss, epoch, nn.utils.parameters_to_vector(model.parameters()).detach().clone()
        elif epoch - champion[1] == patience:
            break
    _, best_epoch, vector = champion
    nn.utils.vector_to_parameters(vector, model.parameters())
    labels = (look(test) >= 0).long().flatten().cpu().numpy()
    truth = y[parts[2]]
    return dict(
        history=history,
        best_epoch=best_epoch,
        test_accuracy=float(accuracy_score(truth, labels)),
        test_f1=float(f1_score(truth, labels, pos_label=1, zero_division=0.0)),
        model=model,
    )
