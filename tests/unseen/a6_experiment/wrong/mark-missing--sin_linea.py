# exercise: plot_validation_curve
# mistake: The best epoch is computed and used in the title only; nothing is drawn at it.
import copy
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import accuracy_score, f1_score


def track_metrics(model, loader, metrics, device):
    estaba_entrenando = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            logits = model(inputs)
            probabilidades = torch.sigmoid(logits)
            metrics.update(probabilidades, targets.int())
    resultado = metrics.compute()
    respuesta = {}
    for nombre in resultado:
        respuesta[nombre] = resultado[nombre].item()
    if estaba_entrenando:
        model.train()
    return respuesta


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig = plt.figure()
        ax = fig.add_subplot(1, 1, 1)
    epocas = []
    for i in range(len(history["train_loss"])):
        epocas.append(i + 1)
    mejor = 1
    for i in epocas:
        if history["val_loss"][i - 1] < history["val_loss"][mejor - 1]:
            mejor = i
    ax.plot(epocas, history["train_loss"], label="train")
    ax.plot(epocas, history["val_loss"], label="val")
    ax.set_title("Curva de validación, mejor época: " + str(mejor))
    ax.set_xlabel("Época")
    ax.set_ylabel("Pérdida")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_train = min(history["train_loss"])
    if mejor_train > target_loss:
        return "underfitting"
    ultima = history["val_loss"][-1]
    menor = min(history["val_loss"])
    if ultima - menor > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    # 1. separar
    X_entrena, X_prueba, y_entrena, y_prueba = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    X_entrena, X_valida, y_entrena, y_valida = train_test_split(
        X_entrena, y_entrena, test_size=0.2, random_state=seed, stratify=y_entrena)
    # 2. escalar
    escalador = StandardScaler()
    escalador.fit(X_entrena)
    X_entrena = torch.tensor(escalador.transform(X_entrena), dtype=torch.float32).to(device)
    X_valida = torch.tensor(escalador.transform(X_valida), dtype=torch.float32).to(device)
    X_prueba = torch.tensor(escalador.transform(X_prueba), dtype=torch.float32).to(device)
    y_entrena = torch.tensor(y_entrena, dtype=torch.float32).reshape(-1, 1).to(device)
    y_valida = torch.tensor(y_valida, dtype=torch.float32).reshape(-1, 1).to(device)
    # 3. red (lote completo, sin azar en el orden)
    torch.manual_seed(seed)
    red = nn.Sequential(nn.Linear(X_entrena.shape[1], 16), nn.ReLU(), nn.Linear(16, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=0.02)
    # 4. entrenar con parada temprana
    train_loss = []
    val_loss = []
    mejor_epoca = 0
    mejor_perdida = float("inf")
    mejores_pesos = None
    for epoca in range(1, max_epochs + 1):
        red.train()
        optimizer.zero_grad()
        loss = criterion(red(X_entrena), y_entrena)
        loss.backward()
        optimizer.step()
        train_loss.append(loss.item())
        red.eval()
        with torch.no_grad():
            perdida = criterion(red(X_valida), y_valida).item()
        val_loss.append(perdida)
        if perdida < mejor_perdida:
            mejor_perdida = perdida
            mejor_epoca = epoca
            mejores_pesos = copy.deepcopy(red.state_dict())
        if epoca - mejor_epoca >= patience:
            break
    # 5. probar una vez
    red.load_state_dict(mejores_pesos)
    red.eval()
    with torch.no_grad():
        clases = (torch.sigmoid(red(X_prueba)) >= 0.5).long().cpu().numpy().reshape(-1)
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": mejor_epoca,
        "test_accuracy": float(accuracy_score(y_prueba, clases)),
        "test_f1": float(f1_score(y_prueba, clases)),
        "model": red,
    }
