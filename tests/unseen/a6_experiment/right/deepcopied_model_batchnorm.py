import torch, copy, numpy as np, matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from matplotlib.axes import Axes
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall

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


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


from dataclasses import dataclass


@dataclass
class Partes:
    train: TensorDataset
    val: TensorDataset
    test: TensorDataset


def preparar(X, y, seed) -> Partes:
    X_tv, X_te, y_tv, y_te = train_test_split(X, y, test_size=0.15, random_state=seed, stratify=y)
    X_tr, X_va, y_tr, y_va = train_test_split(X_tv, y_tv, test_size=0.2, random_state=seed, stratify=y_tv)
    media, desv = X_tr.mean(0), X_tr.std(0) + 1e-8
    def ds(A, b):
        return TensorDataset(torch.FloatTensor((A - media) / desv), torch.FloatTensor(b.astype(float)).reshape(-1, 1))
    return Partes(ds(X_tr, y_tr), ds(X_va, y_va), ds(X_te, y_te))


class Red(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1 = nn.Linear(d, 32)
        self.bn = nn.BatchNorm1d(32)
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    datos = preparar(X, y, seed)
    model = Red(X.shape[1]).to(device)
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    n_batches = max(1, len(datos.train) // 32)

    def pasar(dataset):
        model.eval()
        with torch.no_grad():
            xs, ys = dataset.tensors
            p = torch.sigmoid(model(xs.to(device)))
            return p, ys.to(device)

    train_curve, val_curve = [], []
    best_model, best_epoch, espera = None, None, 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        xs, ys = datos.train.tensors
        acumulado = 0.0
        # chunk evita que quede un batch de una sola muestra (BatchNorm)
        for idx in torch.randperm(len(xs)).chunk(n_batches):
            x, t = xs[idx].to(device), ys[idx].to(device)
            optimizer.zero_grad()
            loss = loss_fn(torch.sigmoid(model(x)), t)
            loss.backward()
            optimizer.step()
            acumulado += loss.item() * len(idx)
        train_curve.append(acumulado / len(xs))
        val_curve.append(loss_fn(*pasar(datos.val)).item())
        if best_epoch is None or val_curve[-1] < val_curve[best_epoch - 1]:
            best_model, best_epoch, espera = copy.deepcopy(model), epoch, 0
            continue
        espera += 1
        if espera == patience:
            break

    model = best_model
    p, t = pasar(datos.test)
    pred = (p >= 0.5).float()
    aciertos = (pred == t).sum().item()
    tp = ((pred == 1) & (t == 1)).sum().item()
    prec = tp / max(pred.sum().item(), 1)
    rec = tp / max(t.sum().item(), 1)
    return {
        "model": model,
        "test_f1": 2 * prec * rec / (prec + rec) if tp else 0.0,
        "test_accuracy": aciertos / len(t),
        "best_epoch": best_epoch,
        "history": {"train_loss": train_curve, "val_loss": val_curve},
    }
