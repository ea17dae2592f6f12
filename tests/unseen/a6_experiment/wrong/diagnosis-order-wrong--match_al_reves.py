# exercise: diagnose
# mistake: The first case asks for the rise, so a run that both misses the target and rises is called overfitting.
# Tarea 6 - TICS-579
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def sin_gradientes(red, datos):
    """Forward en modo eval y sin grafo; la red vuelve a su modo."""
    antes = red.training
    red.eval()
    try:
        with torch.set_grad_enabled(False):
            return red(datos)
    finally:
        red.train(antes)


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    for entradas, etiquetas in loader:
        logits = sin_gradientes(model, entradas.to(device))
        probabilidad_uno = torch.special.expit(logits)
        metrics.update(probabilidad_uno, etiquetas.to(device).int())
    valores = metrics.compute()
    return dict((nombre, float(valor)) for nombre, valor in valores.items())


def plot_validation_curve(history, ax=None):
    if ax is None:
        figura, ax = plt.subplots(figsize=(6, 4))
    cantidad = len(history["val_loss"])
    eje_x = list(range(1, cantidad + 1))
    ax.plot(eje_x, history["train_loss"], label="train")
    ax.plot(eje_x, history["val_loss"], label="validación")
    mejor = sorted(eje_x, key=lambda e: history["val_loss"][e - 1])[0]  # sorted es estable: el primero
    ax.axvline(mejor, linestyle="-.", color="black")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss promedio")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    alcanzo = min(history["train_loss"]) <= target_loss
    empeoro = history["val_loss"][-1] - min(history["val_loss"]) > gap
    match (alcanzo, empeoro):
        case (_, True):
            return "overfitting"
        case (True, False):
            return "good fit"
        case (False, False):
            return "underfitting"


class Experimento:
    def __init__(self, X, y, seed, device):
        self.device = device
        self.seed = seed
        torch.manual_seed(seed)
        self.preparar_datos(X, y)
        self.armar_red(X.shape[1])
        self.history = {"train_loss": [], "val_loss": []}
        self.best_epoch = None

    def preparar_datos(self, X, y):
        # divido por índices, así X e y no se pueden desordenar
        indices = np.arange(len(y))
        resto, test = train_test_split(indices, test_size=0.2, stratify=y, random_state=self.seed)
        train, val = train_test_split(resto, test_size=0.25, stratify=y[resto], random_state=self.seed)
        escala = StandardScaler().fit(X[train])

        def a_tensores(parte):
            entradas = torch.from_numpy(escala.transform(X[parte])).float()
            etiquetas = torch.from_numpy(np.asarray(y[parte])).float().view(-1, 1)
            return TensorDataset(entradas, etiquetas)

        self.train, self.val, self.test = map(a_tensores, (train, val, test))

    def armar_red(self, variables):
        self.red = nn.Sequential(
            nn.Linear(variables, 32),
            nn.ReLU(),
            nn.Linear(32, 64),
            nn.ReLU(),
            nn.Linear(64, 1),
        ).to(self.device)
        self.criterio = nn.BCEWithLogitsLoss()
        self.optimizador = torch.optim.RMSprop(self.red.parameters(), lr=2e-3)

    def un_epoch(self):
        self.red.train()
        acumulado, vistos = 0.0, 0
        for entradas, etiquetas in DataLoader(self.train, batch_size=20, shuffle=True):
            entradas, etiquetas = entradas.to(self.device), etiquetas.to(self.device)
            self.optimizador.zero_grad()
            loss = self.criterio(self.red(entradas), etiquetas)
            loss.backward()
            self.optimizador.step()
            acumulado += float(loss) * entradas.shape[0]
            vistos += entradas.shape[0]
        return acumulado / vistos

    def validar(self):
        entradas, etiquetas = self.val.tensors
        return float(self.criterio(sin_gradientes(self.red, entradas.to(self.device)), etiquetas.to(self.device)))

    def entrenar(self, max_epochs, patience):
        mejor, pesos, malos = math.inf, copy.deepcopy(self.red.state_dict()), 0
        epoch = 0
        while epoch < max_epochs and malos < patience:
            epoch += 1
            self.history["train_loss"].append(self.un_epoch())
            self.history["val_loss"].append(self.validar())
            if self.history["val_loss"][-1] < mejor:
                mejor, malos = self.history["val_loss"][-1], 0
                pesos = copy.deepcopy(self.red.state_dict())
                self.best_epoch = epoch
            else:
                malos += 1
        self.red.load_state_dict(pesos)

    def probar(self):
        entradas, etiquetas = self.test.tensors
        probabilidades = torch.sigmoid(sin_gradientes(self.red, entradas.to(self.device))).cpu()
        return (
            BinaryAccuracy()(probabilidades, etiquetas.int()).item(),
            BinaryF1Score()(probabilidades, etiquetas.int()).item(),
        )


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    experimento = Experimento(X, y, seed, device)
    experimento.entrenar(max_epochs, patience)
    accuracy, f1 = experimento.probar()
    return {
        "history": experimento.history,
        "best_epoch": experimento.best_epoch,
        "test_accuracy": accuracy,
        "test_f1": f1,
        "model": experimento.red,
    }
