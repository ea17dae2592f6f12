# style: beginner in Spanish, prints, everything by hand inside one long function, global seed calls, no DataLoader in the experiment
# option: full-batch gradient descent with Adam (one update per epoch); split by sklearn 60/20/20; counts of the test done with a for
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    estaba_en_train = model.training
    model.eval()
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        with torch.no_grad():
            logits = model(x)
            probs = 1 / (1 + torch.exp(-logits))
        metrics.update(probs, y.long())
    if estaba_en_train:
        model.train()
    else:
        model.eval()
    resultado = metrics.compute()
    salida = {}
    for nombre in resultado:
        salida[nombre] = float(resultado[nombre])
        print(nombre, "=", salida[nombre])
    return salida


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig = plt.figure()
        ax = fig.add_subplot(111)
    epocas = []
    for i in range(len(history["val_loss"])):
        epocas.append(i + 1)
    mejor = 1
    for e in epocas:
        if history["val_loss"][e - 1] < history["val_loss"][mejor - 1]:
            mejor = e
    ax.plot(epocas, history["train_loss"], "b-", label="pérdida de entrenamiento")
    ax.plot(epocas, history["val_loss"], "r-", label="pérdida de validación")
    ax.plot([mejor], [history["val_loss"][mejor - 1]], "k*", markersize=14)
    ax.axvline(x=mejor, color="gray", ls="--")
    ax.text(mejor, history["val_loss"][mejor - 1], " época " + str(mejor))
    ax.set_xlabel("épocas")
    ax.set_ylabel("pérdida")
    ax.set_title("curva de validación")
    ax.grid(True)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_train = history["train_loss"][0]
    for t in history["train_loss"]:
        if t < mejor_train:
            mejor_train = t
    if mejor_train > target_loss:
        return "underfitting"
    menor = history["val_loss"][0]
    for v in history["val_loss"]:
        if v < menor:
            menor = v
    ultima = history["val_loss"][len(history["val_loss"]) - 1]
    if ultima - menor > gap:
        return "overfitting"
    return "good fit"


class MiRed(nn.Module):
    def __init__(self, entradas):
        super().__init__()
        self.capa1 = nn.Linear(entradas, 32)
        self.capa2 = nn.Linear(32, 64)
        self.capa3 = nn.Linear(64, 1)

    def forward(self, x):
        x = torch.relu(self.capa1(x))
        x = torch.relu(self.capa2(x))
        return self.capa3(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    # todas las semillas que conozco
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)

    X = np.array(X, dtype=float)
    y = np.array(y).astype(int)
    X_tr, X_resto, y_tr, y_resto = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_va, X_te, y_va, y_te = train_test_split(X_resto, y_resto, test_size=0.5, stratify=y_resto, random_state=seed)

    media = X_tr.mean(axis=0)
    desv = X_tr.std(axis=0)
    for j in range(len(desv)):
        if X_tr[:, j].min() == X_tr[:, j].max():
            desv[j] = 1.0
    X_tr = (X_tr - media) / desv
    X_va = (X_va - media) / desv
    X_te = (X_te - media) / desv

    x_train = torch.tensor(X_tr).float().to(device)
    y_train = torch.tensor(y_tr).float().reshape(-1, 1).to(device)
    x_val = torch.tensor(X_va).float().to(device)
    y_val = torch.tensor(y_va).float().reshape(-1, 1).to(device)
    x_test = torch.tensor(X_te).float().to(device)

    red = MiRed(X.shape[1])
    red = red.to(device)
    perdida = nn.BCEWithLogitsLoss()
    optimizador = torch.optim.Adam(red.parameters(), lr=0.003, weight_decay=0.001)

    train_loss = []
    val_loss = []
    mejor_perdida = None
    mejor_epoca = None
    mejores_pesos = None
    sin_mejorar = 0

    for epoca in range(1, max_epochs + 1):
        red.train()
        optimizador.zero_grad()
        error = perdida(red(x_train), y_train)
        error.backward()
        optimizador.step()
        train_loss.append(error.item())

        red.eval()
        with torch.no_grad():
            error_val = perdida(red(x_val), y_val).item()
        val_loss.append(error_val)

        if mejor_perdida is None or error_val < mejor_perdida:
            mejor_perdida = error_val
            mejor_epoca = epoca
            mejores_pesos = {}
            for nombre, peso in red.state_dict().items():
                mejores_pesos[nombre] = peso.clone()
            sin_mejorar = 0
        else:
            sin_mejorar = sin_mejorar + 1
            if sin_mejorar == patience:
                print("me aburri en la epoca", epoca)
                break

    red.load_state_dict(mejores_pesos)

    # el test, una sola vez
    red.eval()
    with torch.no_grad():
        logits = red(x_test).reshape(-1).tolist()
    vp = fp = fn = vn = 0
    for z, real in zip(logits, y_te):
        dije = 1 if z >= 0 else 0
        if dije == 1 and real == 1:
            vp += 1
        if dije == 1 and real == 0:
            fp += 1
        if dije == 0 and real == 1:
            fn += 1
        if dije == 0 and real == 0:
            vn += 1
    f1 = 0.0
    if vp > 0:
        f1 = 2 * vp / (2 * vp + fp + fn)
    print("acierto", (vp + vn) / len(logits), "f1", f1)
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": mejor_epoca,
        "test_accuracy": (vp + vn) / len(logits),
        "test_f1": f1,
        "model": red,
    }
