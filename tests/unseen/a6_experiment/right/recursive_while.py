# while, next and small nested functions; a recursive network (a layer and then the rest).
import copy

import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    metrics = metrics.to(device)
    metrics.reset()
    mode = model.training

    def go():
        model.eval()
        batches = iter(loader)
        batch = next(batches, None)
        while batch is not None:
            inputs, targets = batch
            with torch.set_grad_enabled(False):
                logits = model.forward(inputs.to(device))
            metrics.update(torch.sigmoid(logits)[..., 0], targets.to(device)[..., 0].long())
            batch = next(batches, None)

    try:
        go()
    finally:
        model.train(mode)
    names = iter(values := metrics.compute())
    result = {}
    while (name := next(names, None)) is not None:
        result[name] = float(values[name])
    return result


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplot_mosaic("a")[1]["a"]

    def first_least(values, i=0, best=0):
        while i < len(values):
            best = i if values[i] < values[best] else best
            i += 1
        return best

    epochs, n = [], 0
    while n < len(history["val_loss"]):
        n += 1
        epochs.append(n)
    curves = iter((("train_loss", "treino"), ("val_loss", "validação")))
    while (curve := next(curves, None)) is not None:
        ax.plot(epochs, history[curve[0]], ".-", label=curve[1])
    best = first_least(history["val_loss"])
    ax.annotate("", xy=(epochs[best], history["val_loss"][best]), xytext=(epochs[best], ax.get_ylim()[1]),
                arrowprops=dict(arrowstyle="-|>", color="crimson"))
    ax.set_xlabel("época")
    ax.set_ylabel("perda")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    def least(values):
        if len(values) == 1:
            return values[0]
        middle = len(values) // 2
        a, b = least(values[:middle]), least(values[middle:])
        return a if a <= b else b

    if least(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - least(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


class Net(nn.Module):
    def __init__(self, in_features, hidden):
        super().__init__()
        if hidden:
            self.layer = nn.Linear(in_features, hidden[0])
            self.rest = Net(hidden[0], hidden[1:])
        else:
            self.layer, self.rest = nn.Linear(in_features, 1), None

    def forward(self, x):
        z = self.layer(x)
        return z if self.rest is None else self.rest(torch.relu(z))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    def cut(sizes, *arrays):
        """Stratified by the last array: the first size is held out, the rest is cut on."""
        if not sizes:
            return [arrays]
        halves = train_test_split(*arrays, test_size=sizes[0], stratify=arrays[-1], random_state=seed)
        return [tuple(halves[1::2])] + cut(sizes[1:], *halves[0::2])

    test, val, train = cut([0.25, 0.25], X, y)
    scaler = StandardScaler().fit(train[0])

    def loader(part, **options):
        inputs = torch.tensor(scaler.transform(part[0]), dtype=torch.float32)
        return DataLoader(TensorDataset(inputs, torch.tensor(part[1]).float().reshape(-1, 1)), batch_size=32, **options)

    torch.manual_seed(seed)
    model = Net(X.shape[1], [32, 64]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    train_loader = loader(train, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader = loader(val)

    def walk(batches, on_batch):
        total, n = 0.0, 0
        batches = iter(batches)
        while True:
            try:
                inputs, targets = next(batches)
            except StopIteration:
                return total / n
            total += on_batch(inputs.to(device), targets.to(device)) * len(inputs)
            n += len(inputs)

    def learn(inputs, targets):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    @torch.no_grad()
    def look(inputs, targets):
        model.eval()
        return criterion(model(inputs), targets).item()

    history = {"train_loss": [], "val_loss": []}
    best, best_state, epoch = 0, None, 0
    while epoch < max_epochs and (epoch == 0 or epoch - best < patience):
        epoch += 1
        history["train_loss"].append(walk(train_loader, learn))
        history["val_loss"].append(walk(val_loader, look))
        if best_state is None or history["val_loss"][-1] < history["val_loss"][best - 1]:
            best, best_state = epoch, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)

    accuracy, f1 = BinaryAccuracy().to(device), BinaryF1Score().to(device)
    model.eval()
    for inputs, targets in loader(test):
        with torch.no_grad():
            probabilities = torch.sigmoid(model(inputs.to(device)))
        accuracy.update(probabilities, targets.to(device).int())
        f1.update(probabilities, targets.to(device).int())
    return {
        "history": history,
        "best_epoch": best,
        "test_accuracy": accuracy.compute().item(),
        "test_f1": f1.compute().item(),
        "model": model,
    }
