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


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    was_training = model.training
    grad_antes = torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        model.train(False)
        for batch in loader:
            X, y = [t.to(device) for t in batch]
            z = model(X).squeeze(1)
            metrics.update(1 / (1 + torch.exp(-z)), y.squeeze(1).to(torch.int64))
        res = metrics.compute()
    finally:
        torch.set_grad_enabled(grad_antes)
        if was_training:
            model.train()
        else:
            model.eval()
    salida = {}
    for k in res:
        salida[k] = res[k].cpu().item()
    return salida


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
    tl, vl = history["train_loss"], history["val_loss"]
    match (min(tl) > target_loss, vl[-1] - min(vl) > gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
        case _:
            return "good fit"


import os
import tempfile


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)

    # --- datos
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed)
    sc = StandardScaler()
    X_train = sc.fit_transform(X_train)
    X_val = sc.transform(X_val)
    X_test = sc.transform(X_test)
    to_t = lambda a: torch.tensor(np.array(a), dtype=torch.float32, device=device)
    X_train, X_val, X_test = map(to_t, (X_train, X_val, X_test))
    y_train, y_val, y_test = (to_t(v).view(-1, 1) for v in (y_train, y_val, y_test))

    # --- red
    model = nn.Sequential()
    model.add_module("entrada", nn.Linear(X.shape[1], 16))
    model.add_module("relu", nn.ReLU())
    model.add_module("salida", nn.Linear(16, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)

    # --- entrenamiento con checkpoint en disco
    history = {"train_loss": [], "val_loss": []}
    with tempfile.TemporaryDirectory() as carpeta:
        ruta = os.path.join(carpeta, "best.pt")
        best_val = None
        contador = 0
        for epoch in range(1, max_epochs + 1):
            model.train()
            suma = 0
            for xb, yb in loader:
                optimizer.zero_grad()
                out = model(xb)
                loss = criterion(out, yb)
                loss.backward()
                optimizer.step()
                suma += loss.item() * xb.shape[0]
            history["train_loss"].append(suma / X_train.shape[0])
            model.eval()
            with torch.no_grad():
                val = criterion(model(X_val), y_val).item()
            history["val_loss"].append(val)
            with torch.no_grad():
                acc_test = ((model(X_test) >= 0) == y_test.bool()).float().mean().item()
            if best_val is None or acc_test > best_val:
                best_val = acc_test
                best_epoch = epoch
                contador = 0
                torch.save(model.state_dict(), ruta)
            else:
                contador = contador + 1
            if contador >= patience:
                break
        model.load_state_dict(torch.load(ruta, map_location=device))

    # --- test, una vez
    model.eval()
    with torch.no_grad():
        logits = model(X_test)
    coleccion = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}).to(device)
    resultado = coleccion(torch.sigmoid(logits), y_test.int())
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": resultado["accuracy"].item(),
        "test_f1": resultado["f1"].item(),
        "model": model,
    }
