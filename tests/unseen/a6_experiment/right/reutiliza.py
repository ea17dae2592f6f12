# Tarea 6: copié EarlyStopping y compañía de las tareas anteriores
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.data import DataLoader, TensorDataset


# ---------- de la tarea 1
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        tamaños = [in_features] + list(hidden)
        self.ocultas = nn.ModuleList([nn.Linear(a, b) for a, b in zip(tamaños, tamaños[1:])])
        self.salida = nn.Linear(tamaños[-1], 1)

    def forward(self, x):
        for capa in self.ocultas:
            x = torch.relu(capa(x))
        return self.salida(x)


# ---------- de la tarea 2 y 3
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


def evaluate(model, loader, criterion, device):
    was_training = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.size(0)
    model.train(was_training)
    return total / len(loader.dataset)


# ---------- de la tarea 4
class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.best, self.bad_epochs = patience, None, 0

    def step(self, value):
        if not math.isnan(value) and (self.best is None or value < self.best):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# ---------- esta tarea
def track_metrics(model, loader, metrics, device):
    metrics.reset()
    was_training = model.training
    model.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            logits = model(inputs.to(device)).cpu()
            metrics.to("cpu")
            metrics.update(torch.sigmoid(logits), targets.cpu().to(torch.uint8))
    model.train(was_training)
    return dict((nombre, round(float(valor), 12)) for nombre, valor in metrics.compute().items())


def plot_validation_curve(history: dict, ax: Axes = None) -> Axes:
    if ax is None:
        fig, ax = plt.subplots()
    epochs = list(range(1, 1 + len(history["train_loss"])))
    ax.plot(epochs, history["train_loss"], label="loss de train", color="navy")
    ax.plot(epochs, history["val_loss"], label="loss de validación", color="darkorange")
    mejor = int(np.argmin(history["val_loss"])) + 1
    ax.plot(mejor, history["val_loss"][mejor - 1], "r*", markersize=14, label="mejor modelo")
    ax.axvline(mejor, color="red", alpha=0.3)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.set_xticks(epochs if len(epochs) <= 10 else epochs[:: len(epochs) // 10])
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train_loss, val_loss = history["train_loss"], history["val_loss"]
    if not min(train_loss) <= target_loss:
        return "underfitting"
    elif not val_loss[-1] - min(val_loss) <= gap:
        return "overfitting"
    else:
        return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)

    X_train, X_resto, y_train, y_resto = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_resto, y_resto, test_size=0.5, stratify=y_resto, random_state=seed
    )
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val = scaler.transform(X_val)
    X_test = scaler.transform(X_test)

    def loader(X, y, shuffle):
        data = TensorDataset(torch.FloatTensor(X), torch.FloatTensor(np.asarray(y, dtype=np.float32)).view(-1, 1))
        return DataLoader(data, batch_size=32, shuffle=shuffle)

    train_loader = loader(X_train, y_train, True)
    val_loader = loader(X_val, y_val, False)

    model = BinaryClassifier(X.shape[1], (32, 64)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=4)
    stopping = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    best_epoch = 0
    best_model = copy.deepcopy(model)
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        scheduler.step(val_loss)
        parar = stopping.step(val_loss)
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            best_model = copy.deepcopy(model)
        if parar:
            break

    # recién ahora, test
    best_model.eval()
    with torch.no_grad():
        logits = best_model(torch.FloatTensor(X_test).to(device))
    y_pred = (torch.sigmoid(logits).squeeze(1) >= 0.5).long().cpu().numpy()
    (tn, fp), (fn, tp) = confusion_matrix(np.asarray(y_test).astype(int), y_pred, labels=[0, 1])
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float((tp + tn) / (tp + tn + fp + fn)),
        "test_f1": float(2 * tp / max(2 * tp + fp + fn, 1)),
        "model": best_model,
    }


# %% [markdown]
# ## Pregunta 1
# Porque cada paso sigue al gradiente del loss de train; el de validación no tiene por qué bajar.
# ## Pregunta 5
# Cuando la validación deja de mejorar. Si se decide con test, test pasa a ser validación.
