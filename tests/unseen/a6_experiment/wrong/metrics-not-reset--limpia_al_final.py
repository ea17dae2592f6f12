# exercise: track_metrics
# mistake: Empties the collection after computing instead of before starting, so what it held on arrival is mixed in.
# %%
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


# %%
# 1. Métricas
def track_metrics(model, loader, metrics, device):
    # guardo el modo en que venía la red para dejarla igual al final
    modo_original = model.training
    metrics.to(device)

    model.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            # la red entrega logits, la métrica quiere probabilidades
            probabilidades = torch.sigmoid(logits)
            metrics.update(probabilidades, targets.to(device).long())

    salida = {}
    for nombre, valor in metrics.compute().items():
        salida[nombre] = valor.item()

    # dejo todo limpio para el epoch que viene
    metrics.reset()
    model.train(modo_original)
    return salida


# %%
# 2. La curva
def plot_validation_curve(history, ax=None):
    train_loss = history["train_loss"]
    val_loss = history["val_loss"]
    n = len(train_loss)
    epochs = range(1, n + 1)

    if ax is None:
        fig, ax = plt.subplots()

    ax.plot(epochs, train_loss, color="blue", label="loss de entrenamiento")
    ax.plot(epochs, val_loss, color="red", label="loss de validación")

    # busco el mejor epoch
    mejor_epoch = 1
    mejor_loss = val_loss[0]
    for i in range(n):
        if val_loss[i] < mejor_loss:
            mejor_loss = val_loss[i]
            mejor_epoch = i + 1

    ax.axvline(mejor_epoch, color="gray", linestyle="--", label="mejor epoch")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.set_title("Curva de validación")
    ax.legend()
    return ax


# %%
# 3. El diagnóstico
def diagnose(history, *, target_loss, gap):
    mejor_train = min(history["train_loss"])
    ultimo_val = history["val_loss"][-1]
    menor_val = min(history["val_loss"])

    if mejor_train > target_loss:
        return "underfitting"
    elif ultimo_val - menor_val > gap:
        return "overfitting"
    else:
        return "good fit"


# %%
# 4. El experimento completo
class Red(nn.Module):
    def __init__(self, n_variables):
        super().__init__()
        self.fc1 = nn.Linear(n_variables, 32)
        self.fc2 = nn.Linear(32, 16)
        self.fc3 = nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)

    # 60% train, 20% validación, 20% test
    X_train, X_resto, y_train, y_resto = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_resto, y_resto, test_size=0.5, stratify=y_resto, random_state=seed
    )

    # estandarizo con train
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val = scaler.transform(X_val)
    X_test = scaler.transform(X_test)

    # paso todo a tensores
    X_train = torch.tensor(X_train, dtype=torch.float32)
    X_val = torch.tensor(X_val, dtype=torch.float32).to(device)
    X_test = torch.tensor(X_test, dtype=torch.float32).to(device)
    t_train = torch.tensor(y_train, dtype=torch.float32).reshape(-1, 1)
    t_val = torch.tensor(y_val, dtype=torch.float32).reshape(-1, 1).to(device)

    train_loader = DataLoader(TensorDataset(X_train, t_train), batch_size=32, shuffle=True)

    red = Red(X_train.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=0.003)

    history = {"train_loss": [], "val_loss": []}
    mejor_val = float("inf")
    mejor_epoch = None
    mejores_pesos = copy.deepcopy(red.state_dict())
    sin_mejorar = 0

    for epoch in range(1, max_epochs + 1):
        # entrenamiento
        red.train()
        suma = 0.0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(red(inputs), targets)
            loss.backward()
            optimizer.step()
            suma = suma + loss.item() * len(inputs)
        history["train_loss"].append(suma / len(X_train))

        # validación
        red.eval()
        with torch.no_grad():
            val_loss = criterion(red(X_val), t_val).item()
        history["val_loss"].append(val_loss)

        # early stopping
        if val_loss < mejor_val:
            mejor_val = val_loss
            mejor_epoch = epoch
            mejores_pesos = copy.deepcopy(red.state_dict())
            sin_mejorar = 0
        else:
            sin_mejorar = sin_mejorar + 1
            if sin_mejorar == patience:
                break

    # vuelvo a los mejores pesos y recién ahora miro test
    red.load_state_dict(mejores_pesos)
    red.eval()
    with torch.no_grad():
        probabilidades = torch.sigmoid(red(X_test)).reshape(-1).cpu()
    predicciones = (probabilidades >= 0.5).long().numpy()

    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y_test, predicciones)),
        "test_f1": float(f1_score(y_test, predicciones)),
        "model": red,
    }
