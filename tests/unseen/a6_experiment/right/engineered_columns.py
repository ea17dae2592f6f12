# Unusual: the network sees extra engineered columns (squares) made inside its forward; the plot is object-oriented, without pyplot.
import copy
from collections.abc import Mapping

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    metrics.to(device)
    metrics.reset()
    model.eval()
    try:
        with torch.inference_mode():
            for inputs, targets in loader:
                probabilities = torch.sigmoid(model.forward(inputs.to(device)))
                metrics.update(probabilities.flatten(), targets.to(device).flatten().int())
            values: Mapping = metrics.compute()
    finally:
        model.train(was_training)
    return {name: value.item() for name, value in values.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figure = Figure(figsize=(6, 4), layout="constrained")
        FigureCanvasAgg(figure)
        ax = figure.add_subplot()
    train, val = np.asarray(history["train_loss"], dtype=float), np.asarray(history["val_loss"], dtype=float)
    epochs = np.arange(1, len(train) + 1)
    ax.plot(epochs, train, "-", label="Entrenamiento")
    ax.plot(epochs, val, "--", label="Validación")
    best = int(np.argmin(np.where(np.isnan(val), np.inf, val))) + 1
    ax.vlines(best, 0, 1, transform=ax.get_xaxis_transform(), colors="k", linestyles=":", label=f"mejor: {best}")
    ax.set(xlabel="Época", ylabel="Loss", title="Validation curve")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = map(np.asarray, (history["train_loss"], history["val_loss"]))
    cases = [train.min() > target_loss, val[-1] - val.min() > gap]
    return str(np.select(cases, ["underfitting", "overfitting"], default="good fit"))


class WithSquares(nn.Module):
    """Logits from (batch, in_features): each column and, next to it, its square."""

    def __init__(self, in_features, hidden=(16,)):
        super().__init__()
        layers, width = [], 2 * in_features
        for h in hidden:
            layers += [nn.Linear(width, h), nn.ReLU()]
            width = h
        self.net = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.net(torch.cat([x, 0.1 * x.clamp(-3, 3).square()], dim=1))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    indices = np.arange(len(y))
    rest, test = train_test_split(indices, test_size=0.25, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.2, stratify=y[rest], random_state=seed)
    scaler = StandardScaler().fit(X[train])

    def tensors(part):
        inputs = torch.tensor(scaler.transform(X[part]), dtype=torch.float32)
        return inputs.to(device), torch.tensor(y[part], dtype=torch.float32)[:, None].to(device)

    torch.manual_seed(seed)
    model = WithSquares(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, weight_decay=1e-3)
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(*tensors(train)), batch_size=32, shuffle=True, generator=generator)
    x_val, y_val = tensors(val)

    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(train))
        model.eval()
        with torch.no_grad():
            history["val_loss"].append(criterion(model(x_val), y_val).item())
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch, best_state = history["val_loss"][-1], epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break
    model.load_state_dict(best_state)

    x_test, y_test = tensors(test)
    model.eval()
    with torch.no_grad():
        said = (model(x_test) >= 0).flatten().cpu().numpy()
    true = y_test.flatten().cpu().numpy() == 1
    tp = int((said & true).sum())
    denominator = int(said.sum() + true.sum())
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float((said == true).mean()),
        "test_f1": 2 * tp / denominator if denominator else 0.0,
        "model": model,
    }
