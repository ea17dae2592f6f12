# En español, de principio a fin.
import copy

import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    métricas = metrics.to(device)
    métricas.reset()  # nada de épocas anteriores
    modo = model.training
    gradientes = torch.is_grad_enabled()
    model.eval()
    torch.set_grad_enabled(False)
    try:
        for entradas, objetivos in loader:
            logits = model(entradas.to(device))
            probabilidades = torch.sigmoid(logits)  # siempre probabilidades
            métricas.update(probabilidades.reshape(-1), objetivos.to(device).reshape(-1).long())
    finally:
        torch.set_grad_enabled(gradientes)
        model.train(modo)
    return {nombre: float(valor) for nombre, valor in métricas.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    épocas = list(range(1, len(history["train_loss"]) + 1))
    (línea_1,) = ax.plot(épocas, history["train_loss"], label="pérdida de entrenamiento")
    (línea_2,) = ax.plot(épocas, history["val_loss"], label="pérdida de validación")
    menor = min(history["val_loss"])
    mejor = épocas[history["val_loss"].index(menor)]
    marca = ax.axvline(mejor, color="gray", linestyle="-.", label=f"mejor época ({mejor})")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida media")
    ax.set_title("Curva de validación")
    ax.legend(handles=[línea_1, línea_2, marca])
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_entrenamiento = min(history["train_loss"])
    if mejor_entrenamiento > target_loss:
        return "underfitting"  # sesgo alto
    empeoramiento = history["val_loss"][-1] - min(history["val_loss"])
    if empeoramiento > gap:
        return "overfitting"  # varianza alta
    return "good fit"


class Clasificador(nn.Module):
    def __init__(self, entradas, ocultas=(32, 64)):
        super().__init__()
        capas, anterior = [], entradas
        for tamaño in ocultas:
            capas.extend([nn.Linear(anterior, tamaño), nn.ReLU()])
            anterior = tamaño
        capas.append(nn.Linear(anterior, 1))
        self.red = nn.Sequential(*capas)

    def forward(self, x):
        return self.red(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    # 1. holdout estratificado: 60 % / 20 % / 20 %
    X_ent, X_resto, y_ent, y_resto = train_test_split(X, y, test_size=0.4, random_state=seed, stratify=y)
    X_val, X_pru, y_val, y_pru = train_test_split(X_resto, y_resto, test_size=0.5, random_state=seed, stratify=y_resto)
    # 2. la escala se aprende sólo de entrenamiento
    escalador = StandardScaler().fit(X_ent)

    def cargador(datos, etiquetas, barajar=False):
        conjunto = TensorDataset(
            torch.tensor(escalador.transform(datos), dtype=torch.float32),
            torch.tensor(etiquetas, dtype=torch.float32).unsqueeze(1),
        )
        generador = torch.Generator().manual_seed(seed) if barajar else None
        return DataLoader(conjunto, batch_size=32, shuffle=barajar, generator=generador)

    entrenamiento, validación = cargador(X_ent, y_ent, barajar=True), cargador(X_val, y_val)
    # 3. la red
    modelo = Clasificador(X.shape[1]).to(device)
    criterio = nn.BCEWithLogitsLoss()
    optimizador = torch.optim.Adam(modelo.parameters(), lr=2e-3)

    def pasada(datos, entrenar):
        modelo.train(entrenar)
        suma, cantidad = 0.0, 0
        with torch.set_grad_enabled(entrenar):
            for entradas, objetivos in datos:
                entradas, objetivos = entradas.to(device), objetivos.to(device)
                pérdida = criterio(modelo(entradas), objetivos)
                if entrenar:
                    optimizador.zero_grad()
                    pérdida.backward()
                    optimizador.step()
                suma += pérdida.item() * len(entradas)
                cantidad += len(entradas)
        return suma / cantidad

    # 4. parada temprana
    historia = {"train_loss": [], "val_loss": []}
    mejor_época, mejores_pesos, sin_mejorar = None, None, 0
    for época in range(1, max_epochs + 1):
        historia["train_loss"].append(pasada(entrenamiento, True))
        historia["val_loss"].append(pasada(validación, False))
        if mejor_época is None or historia["val_loss"][-1] < historia["val_loss"][mejor_época - 1]:
            mejor_época, mejores_pesos, sin_mejorar = época, copy.deepcopy(modelo.state_dict()), 0
        else:
            sin_mejorar += 1
            if sin_mejorar >= patience:
                break
    # 5. los mejores pesos, y una sola mirada a la prueba
    modelo.load_state_dict(mejores_pesos)
    métricas = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    prueba = track_metrics(modelo, cargador(X_pru, y_pru), métricas, device)
    return {
        "history": historia,
        "best_epoch": mejor_época,
        "test_accuracy": prueba["accuracy"],
        "test_f1": prueba["f1"],
        "model": modelo,
    }
