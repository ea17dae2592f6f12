# Batch completo, sin DataLoader para entrenar: los datos caben enteros.
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from torch import nn

plt.rcParams["figure.dpi"] = 80


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    antes = model.training
    model.eval()
    probs, reales = [], []
    for inputs, targets in loader:
        probs.append(torch.sigmoid(model(inputs.to(device))))
        reales.append(targets.to(device))
    model.train(antes)
    metrics.reset()
    metrics.to(device)
    valores = metrics(torch.cat(probs).squeeze(1), torch.cat(reales).squeeze(1).long())
    return {k: float(v) for k, v in valores.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    n = len(history["train_loss"])
    x = list(range(1, n + 1))
    mejor = min(x, key=lambda e: history["val_loss"][e - 1])
    ax.plot(x, history["train_loss"], x, history["val_loss"], marker=".")
    ax.legend(["Train", "Validation"])
    ax.annotate(
        "mejor",
        xy=(mejor, history["val_loss"][mejor - 1]),
        xytext=(0, 30),
        textcoords="offset points",
        ha="center",
        arrowprops={"arrowstyle": "->", "color": "crimson"},
    )
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_train = sorted(history["train_loss"])[0]
    menor, último = sorted(history["val_loss"])[0], history["val_loss"][-1]
    match (mejor_train > target_loss, último > menor + gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
    return "good fit"


def _semillas(seed):
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    _semillas(seed)
    y = np.asarray(y).astype(int)
    afuera = StratifiedShuffleSplit(1, test_size=0.3, random_state=seed)
    resto, test = next(afuera.split(X, y))
    adentro = StratifiedShuffleSplit(1, test_size=0.25, random_state=seed)
    a, b = next(adentro.split(X[resto], y[resto]))
    train, val = resto[a], resto[b]

    escala = make_pipeline(StandardScaler(), FunctionTransformer(np.float32)).fit(X[train])
    tensor = lambda idx: (
        torch.from_numpy(escala.transform(X[idx])).to(device),
        torch.from_numpy(y[idx]).float().unsqueeze(1).to(device),
    )
    X_train, y_train = tensor(train)
    X_val, y_val = tensor(val)

    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    historia = {"train_loss": [], "val_loss": []}
    mejor, mejor_epoch, pesos, sin_mejora = None, None, None, 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(X_train), y_train)
        loss.backward()
        optimizer.step()
        historia["train_loss"].append(loss.item())

        model.eval()
        with torch.no_grad():
            v = criterion(model(X_val), y_val).item()
        historia["val_loss"].append(v)
        if mejor is None or v < mejor:
            mejor, mejor_epoch, sin_mejora = v, epoch, 0
            pesos = {k: t.clone() for k, t in model.state_dict().items()}
        else:
            sin_mejora += 1
            if sin_mejora == patience:
                break

    model.load_state_dict(pesos)
    model.eval()
    X_test, _ = tensor(test)
    with torch.no_grad():
        predicho = (model(X_test) >= 0).int().flatten().cpu().numpy()
    return {
        "history": historia,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y[test], predicho)),
        "test_f1": float(f1_score(y[test], predicho, pos_label=1)),
        "model": model,
    }
