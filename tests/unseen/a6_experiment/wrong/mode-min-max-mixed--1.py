# exercise: run_experiment
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device) -> dict[str, float]:
    mode = model.training
    model.eval()
    all_probs, all_targets = [], []
    with torch.inference_mode():
        for inputs, targets in loader:
            all_probs.append(model(inputs.to(device)).sigmoid())
            all_targets.append(targets.to(device))
    model.train(mode)
    metrics = metrics.to(device)
    metrics.reset()
    result = metrics(torch.cat(all_probs), torch.cat(all_targets).long())
    return {k: float(v) for k, v in result.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    train, val = history["train_loss"], history["val_loss"]
    epochs = range(1, len(train) + 1)
    ax.plot(epochs, train, label="train")
    ax.plot(epochs, val, label="validación")
    mejor = val.index(min(val)) + 1
    ax.axvline(mejor, linestyle="--", color="gray", label=f"mejor epoch ({mejor})")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    alcanza = any(l <= target_loss for l in history["train_loss"])
    *_, ultimo = history["val_loss"]
    empeora = ultimo - sorted(history["val_loss"])[0] > gap
    return "underfitting" if not alcanza else "overfitting" if empeora else "good fit"


def construir_red(n_variables):
    return nn.Sequential(
        nn.Linear(n_variables, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(),
        nn.Linear(64, 1),
    )


def loss_promedio(red, loader, criterion, device):
    red.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            suma += criterion(red(xb), yb).item() * len(xb)
            n += len(xb)
    return suma / n


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_resto, y_resto, test_size=0.25, stratify=y_resto, random_state=seed)

    scaler = StandardScaler().fit(X_train)
    X_train, X_val, X_test = scaler.transform(X_train), scaler.transform(X_val), scaler.transform(X_test)

    def dataset(A, b):
        return TensorDataset(torch.tensor(A, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).unsqueeze(1))

    train_loader = DataLoader(dataset(X_train, y_train), batch_size=32, shuffle=True)
    val_loader = DataLoader(dataset(X_val, y_val), batch_size=64)
    test_loader = DataLoader(dataset(X_test, y_test), batch_size=64)

    red = construir_red(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=1e-3)

    history = {"train_loss": [], "val_loss": []}
    mejor_loss, mejor_epoch, mejores_pesos, sin_mejora = -float("inf"), 0, None, 0
    for epoch in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(red(xb), yb)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(xb)
        val_loss = loss_promedio(red, val_loader, criterion, device)
        history["train_loss"].append(suma / len(X_train))
        history["val_loss"].append(val_loss)
        if val_loss > mejor_loss:
            mejor_loss, mejor_epoch, sin_mejora = val_loss, epoch, 0
            mejores_pesos = copy.deepcopy(red.state_dict())
        else:
            sin_mejora += 1
            if sin_mejora >= patience:
                break

    red.load_state_dict(mejores_pesos)
    red.eval()
    pred = []
    with torch.no_grad():
        for xb, _ in test_loader:
            pred.append((red(xb.to(device)) > 0).cpu().squeeze(1))
    pred = torch.cat(pred).long().numpy()
    tp = int(((pred == 1) & (y_test == 1)).sum())
    fp = int(((pred == 1) & (y_test == 0)).sum())
    fn = int(((pred == 0) & (y_test == 1)).sum())
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float((pred == y_test).mean()),
        "test_f1": 2 * tp / (2 * tp + fp + fn) if tp else 0.0,
        "model": red,
    }
