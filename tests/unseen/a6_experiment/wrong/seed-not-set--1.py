# exercise: run_experiment
import torch, copy, numpy as np, matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from matplotlib.axes import Axes
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    estaba_entrenando = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        probs = torch.sigmoid(model(x))
        metrics.update(probs, y.int())
    model.train(estaba_entrenando)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax or plt.subplots()[1]
    nombres = {"train_loss": "Pérdida de entrenamiento", "val_loss": "Pérdida de validación"}
    mejor = int(torch.tensor(history["val_loss"], dtype=torch.float64).argmin())
    for clave, nombre in nombres.items():
        valores = history[clave]
        marcas = [mejor] if clave == "val_loss" else []
        ax.plot(range(1, len(valores) + 1), valores, marker="D", markevery=marcas, label=nombre)
    ax.axvspan(mejor + 1 - 0.1, mejor + 1 + 0.1, alpha=0.2, color="green")
    ax.xaxis.set_major_locator(plt.MaxNLocator(integer=True))
    ax.set_xlabel("Epoch"); ax.set_ylabel("Loss")
    ax.legend(title="Curvas")
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


def construir_red(n_variables):
    return nn.Sequential(
        nn.Linear(n_variables, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(),
        nn.Linear(64, 1),
    )


def loss_promedio(red, loader, criterion, device):
    red.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            suma += criterion(red(xb), yb).item() * len(xb)
            n += len(xb)
    return suma / n


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(X_resto, y_resto, test_size=0.25, stratify=y_resto)

    scaler = StandardScaler().fit(X_train)
    X_train, X_val, X_test = scaler.transform(X_train), scaler.transform(X_val), scaler.transform(X_test)

    def dataset(A, b):
        return TensorDataset(torch.tensor(A, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).unsqueeze(1))

    train_loader = DataLoader(dataset(X_train, y_train), batch_size=32, shuffle=True)
    val_loader = DataLoader(dataset(X_val, y_val), batch_size=64)
    test_loader = DataLoader(dataset(X_test, y_test), batch_size=64)

    red = construir_red(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=1e-3)

    history = {"train_loss": [], "val_loss": []}
    mejor_loss, mejor_epoch, mejores_pesos, sin_mejora = float("inf"), 0, None, 0
    for epoch in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(red(xb), yb)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(xb)
        val_loss = loss_promedio(red, val_loader, criterion, device)
        history["train_loss"].append(suma / len(X_train))
        history["val_loss"].append(val_loss)
        if val_loss < mejor_loss:
            mejor_loss, mejor_epoch, sin_mejora = val_loss, epoch, 0
            mejores_pesos = copy.deepcopy(red.state_dict())
        else:
            sin_mejora += 1
            if sin_mejora >= patience:
                break

    red.load_state_dict(mejores_pesos)
    red.eval()
    pred = []
    with torch.no_grad():
        for xb, _ in test_loader:
            pred.append((red(xb.to(device)) > 0).cpu().squeeze(1))
    pred = torch.cat(pred).long().numpy()
    tp = int(((pred == 1) & (y_test == 1)).sum())
    fp = int(((pred == 1) & (y_test == 0)).sum())
    fn = int(((pred == 0) & (y_test == 1)).sum())
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float((pred == y_test).mean()),
        "test_f1": 2 * tp / (2 * tp + fp + fn) if tp else 0.0,
        "model": red,
    }
