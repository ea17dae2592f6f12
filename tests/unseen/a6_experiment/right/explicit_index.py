# Index lists for the three parts, rows looked up by position; a point marks the best epoch; Spanish labels.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score


def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    was = model.training
    model.eval()
    for batch in loader:
        inputs = batch[0].to(device)
        targets = batch[1].to(device)
        with torch.no_grad():
            logits = model(inputs)
        probabilities = torch.sigmoid(logits[:, 0])
        metrics.update(probabilities, targets[:, 0].to(torch.int64))
    model.train(was)
    computed = metrics.compute()
    result = {}
    for name in computed:
        result[name] = computed[name].item()
    return result


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig = plt.figure()
        ax = fig.add_subplot(1, 1, 1)
    n = len(history["val_loss"])
    epochs = [i + 1 for i in range(n)]
    ax.plot(epochs, history["train_loss"], color="tab:blue", label="Entrenamiento")
    ax.plot(epochs, history["val_loss"], color="tab:orange", label="Validación")
    best = 0
    for i in range(1, n):
        if history["val_loss"][i] < history["val_loss"][best]:
            best = i
    ax.scatter([epochs[best]], [history["val_loss"][best]], s=80, marker="*", color="tab:red", zorder=3)
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = history["train_loss"][0]
    for i in range(1, len(history["train_loss"])):
        if history["train_loss"][i] < best_train:
            best_train = history["train_loss"][i]
    if best_train > target_loss:
        return "underfitting"
    least = history["val_loss"][0]
    last = history["val_loss"][len(history["val_loss"]) - 1]
    for i in range(1, len(history["val_loss"])):
        if history["val_loss"][i] < least:
            least = history["val_loss"][i]
    if last - least > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    outer = StratifiedShuffleSplit(n_splits=1, test_size=0.25, random_state=seed)
    rest, test = next(outer.split(X, y))
    inner = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=seed)
    a, b = next(inner.split(X[rest], y[rest]))
    train, val = rest[a], rest[b]

    means, stds = [], []
    for j in range(X.shape[1]):
        column = X[train, j].astype(np.float64)
        means.append(column.mean())
        stds.append(column.std() if column.max() > column.min() else 1.0)

    def table(rows):
        Z = (X[rows].astype(np.float64) - np.array(means)) / np.array(stds)
        return TensorDataset(torch.tensor(Z, dtype=torch.float32), torch.tensor(y[rows].astype(np.float32)).unsqueeze(1))

    torch.manual_seed(seed)
    model = nn.Sequential()
    sizes = [X.shape[1], 16, 16]
    for i in range(len(sizes) - 1):
        model.add_module(f"linear{i}", nn.Linear(sizes[i], sizes[i + 1]))
        model.add_module(f"relu{i}", nn.ReLU())
    model.add_module("logit", nn.Linear(sizes[-1], 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator()
    generator.manual_seed(seed)
    loader = DataLoader(table(train), batch_size=64, shuffle=True, generator=generator)
    val_inputs, val_targets = table(val).tensors[0].to(device), table(val).tensors[1].to(device)

    history = {"train_loss": [], "val_loss": []}
    best_index, best_weights = None, None
    for i in range(max_epochs):
        model.train()
        total, n = 0.0, 0
        for batch in loader:
            inputs, targets = batch[0].to(device), batch[1].to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(val_inputs), val_targets).item()
        history["train_loss"].append(total / n)
        history["val_loss"].append(val_loss)
        if best_index is None or val_loss < history["val_loss"][best_index]:
            best_index = i
            best_weights = copy.deepcopy(model.state_dict())
        if i - best_index >= patience:
            break

    model.load_state_dict(best_weights)
    model.eval()
    test_inputs, test_targets = table(test).tensors
    with torch.no_grad():
        probabilities = torch.sigmoid(model(test_inputs.to(device))).cpu()
    return {
        "history": history,
        "best_epoch": best_index + 1,
        "test_accuracy": binary_accuracy(probabilities, test_targets.int()).item(),
        "test_f1": binary_f1_score(probabilities, test_targets.int()).item(),
        "model": model,
    }
