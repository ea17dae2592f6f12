# exercise: plot_validation_curve
# mistake: It always makes a figure of its own, also when it is given an ax to draw on.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.reset()
    metrics = metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probs, targets.to(device).int())
    model.train(modo)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    epocas = range(1, len(history["val_loss"]) + 1)
    fig, ax = plt.subplots(figsize=(6, 4))
    ax.plot(epocas, history["train_loss"], label="entrenamiento")
    ax.plot(epocas, history["val_loss"], label="validación")
    mejor = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(mejor, linestyle="--", color="gray", label="mejor época")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_tr, X_val, y_tr, y_val = train_test_split(X_resto, y_resto, test_size=0.25, stratify=y_resto, random_state=seed)
    escala = StandardScaler().fit(X_tr)

    def tensores(A, b):
        return (torch.tensor(escala.transform(A), dtype=torch.float32, device=device),
                torch.tensor(b, dtype=torch.float32, device=device).view(-1, 1))

    torch.manual_seed(seed)
    red = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=1e-3)
    loader = DataLoader(TensorDataset(*tensores(X_tr, y_tr)), batch_size=32, shuffle=True,
                        generator=torch.Generator().manual_seed(seed))
    xv, yv = tensores(X_val, y_val)
    history = {"train_loss": [], "val_loss": []}
    mejor, pesos, epoca_mejor, malas = float("inf"), None, 0, 0
    for epoca in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(red(xb), yb)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(xb)
        red.eval()
        with torch.no_grad():
            val = criterion(red(xv), yv).item()
        history["train_loss"].append(suma / len(X_tr))
        history["val_loss"].append(val)
        if val < mejor:
            mejor, pesos, epoca_mejor, malas = val, copy.deepcopy(red.state_dict()), epoca, 0
        else:
            malas += 1
            if malas >= patience:
                break
    red.load_state_dict(pesos)
    red.eval()
    xt, _ = tensores(X_test, y_test)
    with torch.no_grad():
        pred = (red(xt) >= 0).long().cpu().numpy().ravel()
    return {"history": history, "best_epoch": epoca_mejor, "test_accuracy": float(accuracy_score(y_test, pred)),
            "test_f1": float(f1_score(y_test, pred)), "model": red}
