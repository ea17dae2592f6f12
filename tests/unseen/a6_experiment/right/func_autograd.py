# autograd.grad for the updates, functional_call for looking at validation, a decorator for mode and gradients.
import functools

import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.func import functional_call
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def looking(function):
    @functools.wraps(function)
    @torch.no_grad()
    def wrapper(model, *args, **kwargs):
        mode = model.training
        model.eval()
        try:
            return function(model, *args, **kwargs)
        finally:
            model.train(mode)

    return wrapper


@looking
def track_metrics(model, loader, metrics, device):
    metrics.reset()
    outputs = [(model(inputs.to(device)), targets.to(device)) for inputs, targets in loader]
    probabilities = torch.cat([torch.special.expit(logits) for logits, _ in outputs]).squeeze(-1)
    labels = torch.cat([targets for _, targets in outputs]).squeeze(-1).to(torch.int32)
    # a metric may live on another device than the model: the data go where the metric is
    home = next(iter(metrics.values())).device
    metrics.update(probabilities.to(home), labels.to(home))
    return {name: value.tolist() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = plt.subplots(layout="constrained")[1] if ax is None else ax
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    epochs = torch.arange(1, len(val) + 1)
    ax.plot(epochs.tolist(), history["train_loss"], label="training loss")
    ax.plot(epochs.tolist(), val.tolist(), label="validation loss")
    first = int(epochs[val == val.min()][0])
    ax.axline((first, 0), (first, 1), color="0.5", dashes=(2, 2))
    ax.set_xlabel("epochs")
    ax.set_ylabel("mean loss per sample")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train = torch.tensor(history["train_loss"], dtype=torch.float64)
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    if torch.all(train > target_loss):
        return "underfitting"
    if (val[-1] - val.amin()).item() > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = torch.Generator().manual_seed(seed)
    rows = torch.arange(len(y)).numpy()
    rest, test = train_test_split(rows, test_size=0.25, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=seed)
    data = torch.tensor(X, dtype=torch.float64)
    labels = torch.tensor(y, dtype=torch.float32, device=device).unsqueeze(1)
    std, mean = torch.std_mean(data[train], dim=0, correction=0)
    std = torch.where(data[train].amax(0) == data[train].amin(0), torch.ones_like(std), std)
    inputs = ((data - mean) / std).float().to(device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(data.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    optimizer = torch.optim.NAdam(model.parameters(), lr=0.004)
    criterion = nn.BCEWithLogitsLoss()
    parameters = dict(model.named_parameters())

    def loss_on(weights, chosen):
        return criterion(functional_call(model, weights, (inputs[chosen],)), labels[chosen])

    history = {"train_loss": [], "val_loss": []}
    best = {"epoch": 0, "loss": None, "weights": None}
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.as_tensor(train)[torch.randperm(len(train), generator=generator)]
        for chosen in order.split(32):
            loss = loss_on(parameters, chosen.to(device))
            for p, g in zip(parameters.values(), torch.autograd.grad(loss, list(parameters.values()))):
                p.grad = g
            optimizer.step()
            total += loss.item() * len(chosen)
        model.eval()
        with torch.no_grad():
            val_loss = loss_on(parameters, torch.as_tensor(val).to(device)).item()
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(val_loss)
        if best["loss"] is None or val_loss < best["loss"]:
            best = {"epoch": epoch, "loss": val_loss, "weights": {k: v.detach().clone() for k, v in parameters.items()}}
        if epoch >= best["epoch"] + patience:
            break

    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(best["weights"][name])
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}).to(device)
    chosen = torch.as_tensor(test).to(device)
    scores = track_metrics(model, [(inputs[chosen], labels[chosen])], metrics, device)
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
