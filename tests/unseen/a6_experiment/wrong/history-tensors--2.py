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
    # trabajo sobre una copia limpia para no tocar la colección de quien llama
    mias = metrics.clone()
    mias.reset()
    mias = mias.to(device)
    estado = {m: m.training for m in model.modules()}
    model.eval()
    with torch.set_grad_enabled(False):
        for x, y in loader:
            mias.update(torch.sigmoid(model(x.to(device))).flatten(), y.to(device).flatten().int())
    for m, valor in estado.items():
        m.training = valor
    return {k: v.item() for k, v in mias.compute().items()}


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


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = np.min(history["train_loss"])
    val = np.array(history["val_loss"])
    if best_train > target_loss:
        diagnosis = "underfitting"
    elif val[-1] > val.min() + gap:
        diagnosis = "overfitting"
    else:
        diagnosis = "good fit"
    return diagnosis


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
                suma += loss * xb.shape[0]
            history["train_loss"].append(suma / X_train.shape[0])
            model.eval()
            with torch.no_grad():
                val = criterion(model(X_val), y_val).item()
            history["val_loss"].append(val)
            if best_val is None or val < best_val:
                best_val = val
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
