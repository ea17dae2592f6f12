# exercise: run_experiment
# mistake: run_experiment takes best_epoch from topk(1) of the validation losses, which is the largest one
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


# %%
def track_metrics(model, loader, metrics, device):
    modo_inicial = model.training
    metrics.reset()
    metrics = metrics.to(device)
    model.eval()
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        with torch.no_grad():
            logits = model(inputs)
        probabilidades = 1 / (1 + torch.exp(-logits))
        metrics.update(probabilidades.squeeze(1), targets.squeeze(1).long())
    resultado = {}
    for nombre, valor in metrics.compute().items():
        resultado[nombre] = float(valor)
    if modo_inicial:
        model.train()
    return resultado


# %%
def plot_validation_curve(history, ax=None):
    if ax is None:
        figura = plt.figure(figsize=(7, 4))
        ax = figura.add_subplot()
    n = len(history["val_loss"])
    x = list(range(1, n + 1))
    ax.plot(x, history["train_loss"], "o-", label="Entrenamiento")
    ax.plot(x, history["val_loss"], "s-", label="Validación")
    minimo = min(history["val_loss"])
    mejor = history["val_loss"].index(minimo) + 1
    ax.axvline(x=mejor, color="red", ls=":")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Curva de validación")
    ax.legend(loc="best")
    return ax


# %%
def diagnose(history, *, target_loss, gap):
    mejor_train = sorted(history["train_loss"])[0]
    validacion = history["val_loss"]
    empeora = validacion[-1] - min(validacion)
    if mejor_train > target_loss:
        respuesta = "underfitting"
    elif empeora > gap:
        respuesta = "overfitting"
    else:
        respuesta = "good fit"
    return respuesta


# %%
class RedBinaria(nn.Module):
    def __init__(self, entradas):
        super().__init__()
        self.fc1 = nn.Linear(entradas, 32)
        self.fc2 = nn.Linear(32, 64)
        self.dropout = nn.Dropout(0.1)
        self.salida = nn.Linear(64, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.dropout(torch.relu(self.fc2(x)))
        return self.salida(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    # 1. holdout estratificado: 60 / 20 / 20
    X_train, X_otros, y_train, y_otros = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_otros, y_otros, test_size=0.5, stratify=y_otros, random_state=seed
    )

    # 2. estandarizar con train
    escala = StandardScaler()
    X_train = torch.tensor(escala.fit_transform(X_train), dtype=torch.float32, device=device)
    X_val = torch.tensor(escala.transform(X_val), dtype=torch.float32, device=device)
    X_test = torch.tensor(escala.transform(X_test), dtype=torch.float32, device=device)
    t_train = torch.tensor(y_train, dtype=torch.float32, device=device).view(-1, 1)
    t_val = torch.tensor(y_val, dtype=torch.float32, device=device).view(-1, 1)

    # 3. la red
    torch.manual_seed(seed)
    model = RedBinaria(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

    # 4. entrenar (los datos son chicos: un solo batch por epoch)
    history = {"train_loss": [], "val_loss": []}
    mejor_loss = None
    mejores_pesos = None
    sin_mejorar = 0
    epoch = 0
    while epoch < max_epochs and sin_mejorar < patience:
        epoch += 1
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(X_train), t_train)
        loss.backward()
        optimizer.step()

        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(X_val), t_val).item()
        history["train_loss"].append(loss.item())
        history["val_loss"].append(val_loss)

        if mejor_loss is None or val_loss < mejor_loss:
            mejor_loss = val_loss
            mejores_pesos = copy.deepcopy(model.state_dict())
            sin_mejorar = 0
        else:
            sin_mejorar += 1

    # 5. test, una sola vez
    model.load_state_dict(mejores_pesos)
    model.eval()
    with torch.no_grad():
        probabilidad = torch.sigmoid(model(X_test)).squeeze(1)
    y_pred = (probabilidad >= 0.5).long().cpu().numpy()
    return {
        "history": history,
        "best_epoch": torch.tensor(history["val_loss"]).topk(1).indices.item() + 1,
        "test_accuracy": float(accuracy_score(y_test, y_pred)),
        "test_f1": float(f1_score(y_test, y_pred)),
        "model": model,
    }
