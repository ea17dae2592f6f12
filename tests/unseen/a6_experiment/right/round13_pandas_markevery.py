# how: plots through pandas DataFrame.plot and marks the best epoch with markevery on the validation line; SGD with Nesterov and an exponential schedule; data kept as a dict of tensors, full-batch validation
from __future__ import annotations

import copy

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn


def track_metrics(model, loader, metrics, device):
    modo = model.training
    metrics = metrics.to(device)
    metrics.reset()
    model.eval()
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                probs = torch.sigmoid(model(inputs.to(device)))
                metrics.update(probs, targets.to(device).int())
    finally:
        model.train(modo)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    n = len(history["val_loss"])
    df = pd.DataFrame(
        {"Entrenamiento": list(history["train_loss"]), "Validación": list(history["val_loss"])},
        index=pd.RangeIndex(1, n + 1, name="epoch"),
    )
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 4))
    df.plot(ax=ax, grid=True)
    mejor = int(df["Validación"].to_numpy().argmin())
    linea = ax.get_lines()[-1]
    linea.set(marker="v", markersize=12, markevery=[mejor], markerfacecolor="red")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    df = pd.DataFrame({k: history[k] for k in ("train_loss", "val_loss")})
    if df["train_loss"].min() > target_loss:
        return "underfitting"
    if df["val_loss"].iloc[-1] - df["val_loss"].min() > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    resto, test = train_test_split(np.arange(len(y)), test_size=0.25, stratify=y, random_state=seed)
    train, val = train_test_split(resto, test_size=0.2, stratify=y[resto], random_state=seed)
    scaler = StandardScaler().fit(X[train])
    datos = {
        nombre: {
            "x": torch.tensor(scaler.transform(X[idx]), dtype=torch.float32, device=device),
            "y": torch.tensor(y[idx], dtype=torch.float32, device=device)[:, None],
        }
        for nombre, idx in {"train": train, "val": val}.items()
    }
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.99)
    g = torch.Generator().manual_seed(seed)

    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_state = 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(train), generator=g).split(32):
            idx = idx.to(device)
            loss = criterion(model(datos["train"]["x"][idx]), datos["train"]["y"][idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(idx)
        schedule.step()
        history["train_loss"].append(total / len(train))
        model.eval()
        with torch.no_grad():
            v = criterion(model(datos["val"]["x"]), datos["val"]["y"]).item()
        history["val_loss"].append(v)
        if best_epoch == 0 or v < history["val_loss"][best_epoch - 1]:
            best_epoch, best_state = epoch, copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_state)
    model.eval()
    with torch.no_grad():
        x_test = torch.tensor(scaler.transform(X[test]), dtype=torch.float32, device=device)
        pred = (model(x_test).sigmoid() >= 0.5).squeeze(1).long().cpu().numpy()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y[test], pred)),
        "test_f1": float(f1_score(y[test], pred)),
        "model": model,
    }
