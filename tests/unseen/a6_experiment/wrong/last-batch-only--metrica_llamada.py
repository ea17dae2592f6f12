# exercise: track_metrics
# mistake: It returns what the collection answers for each batch, so what comes out is the last batch alone.
import copy
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    mode = model.training
    metrics = metrics.to(device)
    metrics.reset()
    model.eval()
    values = {}
    with torch.no_grad():
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            values = metrics(torch.sigmoid(logits), targets.to(device).long())
    model.train(mode)
    return {name: float(value) for name, value in values.items()}


def plot_validation_curve(history, ax=None):
    epochs = list(range(1, 1 + len(history["val_loss"])))
    if ax is None:
        figure = plt.figure()
        ax = figure.gca()
    train_line, = ax.plot(epochs, history["train_loss"])
    val_line, = ax.plot(epochs, history["val_loss"])
    train_line.set_label("training loss")
    val_line.set_label("validation loss")
    best = min(epochs, key=lambda e: history["val_loss"][e - 1])
    ax.annotate("best", xy=(best, history["val_loss"][best - 1]), xytext=(0, 30), textcoords="offset points",
                arrowprops={"arrowstyle": "->"})
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    val = history["val_loss"]
    verdicts = {
        "underfitting": min(history["train_loss"]) > target_loss,
        "overfitting": val[-1] - min(val) > gap,
    }
    return next((name for name, holds in verdicts.items() if holds), "good fit")


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    seed_everything(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(X_train)

    def dataset(features, labels):
        features = torch.from_numpy(scaler.transform(features).astype(np.float32))
        labels = torch.from_numpy(labels.astype(np.float32)).unsqueeze(1)
        return TensorDataset(features, labels)

    train_loader = DataLoader(dataset(X_train, y_train), batch_size=32, shuffle=True)
    val_loader = DataLoader(dataset(X_val, y_val), batch_size=256)
    test_loader = DataLoader(dataset(X_test, y_test), batch_size=256)

    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    criterion = nn.BCEWithLogitsLoss()
    history = {"train_loss": [], "val_loss": []}
    best = {"loss": float("inf"), "epoch": 0, "weights": None}

    for epoch in range(1, max_epochs + 1):
        for phase, loader in (("train", train_loader), ("val", val_loader)):
            model.train(phase == "train")
            total = 0.0
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                with torch.set_grad_enabled(phase == "train"):
                    loss = criterion(model(inputs), targets)
                if phase == "train":
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item() * inputs.size(0)
            history[f"{phase}_loss"].append(total / len(loader.dataset))
        current = history["val_loss"][-1]
        if current < best["loss"]:
            best = {"loss": current, "epoch": epoch, "weights": copy.deepcopy(model.state_dict())}
        elif epoch - best["epoch"] >= patience:
            break

    model.load_state_dict(best["weights"])
    model.eval()
    accuracy, f1 = BinaryAccuracy().to(device), BinaryF1Score().to(device)
    with torch.no_grad():
        for inputs, targets in test_loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            accuracy.update(probs, targets.to(device).long())
            f1.update(probs, targets.to(device).long())
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": accuracy.compute().item(),
        "test_f1": f1.compute().item(),
        "model": model,
    }
