# Logs each epoch, prints the report of scikit-learn at the end. The mark is a marker on the validation curve itself.
# reads: "a point … drawn as you prefer" is met by one marker on the validation curve, at the best epoch only.
import copy
import logging
import time

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

logger = logging.getLogger("experiment")


def track_metrics(model, loader, metrics, device):
    logger.info("metrics %s over %d batches", list(metrics.keys()), len(loader))
    metrics = metrics.to(device)
    metrics.reset()
    was_training = model.training
    model.eval()
    for number, (inputs, targets) in enumerate(loader, start=1):
        with torch.no_grad():
            probabilities = model(inputs.to(device)).sigmoid().squeeze(dim=1)
        metrics.update(probabilities, targets.to(device).squeeze(dim=1).int())
        logger.debug("batch %d: %d samples", number, len(inputs))
    model.train(was_training)
    values = {name: float(value) for name, value in metrics.compute().items()}
    logger.info("%s", values)
    return values


def plot_validation_curve(history, ax=None):
    if ax is None:
        logger.debug("making a figure")
        ax = plt.subplots()[1]
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    best = int(np.argmin(history["val_loss"]))
    ax.plot(epochs, history["train_loss"], label="Training loss")
    ax.plot(epochs, history["val_loss"], label="Validation loss", marker="D", markevery=[best], markersize=9)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend(title=f"best epoch: {epochs[best]}")
    return ax


def diagnose(history, *, target_loss, gap):
    best, last, least = min(history["train_loss"]), history["val_loss"][-1], min(history["val_loss"])
    logger.info("best train %.4f (target %.4f), last val %.4f, least val %.4f", best, target_loss, last, least)
    if best > target_loss:
        return "underfitting"
    if last > least and last - least > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    start = time.perf_counter()
    torch.manual_seed(seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, test_size=0.2, stratify=y_train, random_state=seed)
    print(f"{len(X_train)} train, {len(X_val)} val, {len(X_test)} test; positives {np.mean(y):.3f}")
    scaler = StandardScaler().fit(X_train)

    def tensors(features, labels):
        return (
            torch.tensor(scaler.transform(features), dtype=torch.float32, device=device),
            torch.tensor(np.asarray(labels), dtype=torch.float32, device=device).reshape(-1, 1),
        )

    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(*tensors(X_train, y_train)), batch_size=32, shuffle=True, generator=generator)
    val_inputs, val_targets = tensors(X_val, y_val)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))
    model.to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.AdamW(model.parameters(), lr=2e-3)
    history = {"train_loss": [], "val_loss": []}
    best, state, since = None, None, 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        running = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(inputs)
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(val_inputs), val_targets).item()
        history["train_loss"].append(running / len(X_train))
        history["val_loss"].append(val_loss)
        since += 1
        if best is None or val_loss < history["val_loss"][best - 1]:
            best, state, since = epoch, copy.deepcopy(model.state_dict()), 0
        logger.info("epoch %d: train %.4f, val %.4f, best %d", epoch, history["train_loss"][-1], val_loss, best)
        if since >= patience:
            print(f"stopped early after epoch {epoch}")
            break
    model.load_state_dict(state)
    model.eval()
    test_inputs, _ = tensors(X_test, y_test)
    with torch.no_grad():
        predicted = (torch.sigmoid(model(test_inputs)) >= 0.5).long().flatten().cpu().numpy()
    labels = np.asarray(y_test).astype(int)
    report = classification_report(labels, predicted, labels=[0, 1], output_dict=True, zero_division=0)
    print(classification_report(labels, predicted, labels=[0, 1], zero_division=0))
    print(f"{time.perf_counter() - start:.1f} s")
    return {
        "history": history,
        "best_epoch": best,
        "test_accuracy": float(np.mean(labels == predicted)),
        "test_f1": float(report["1"]["f1-score"]),
        "model": model,
    }
