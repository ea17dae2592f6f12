import copy

from matplotlib.lines import Line2D
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn


def _recorrer(model, loader, device):
    """Va entregando (probabilidades, etiquetas) batch a batch."""
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        with torch.no_grad():
            z = model(x)
        yield torch.sigmoid(z), y.to(torch.int32)


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for prob, etiqueta in _recorrer(model, loader, device):
        metrics.update(prob, etiqueta)
    model.train(modo)
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().subplots()
    y_train, y_val = list(history["train_loss"]), list(history["val_loss"])
    xs = list(range(1, len(y_val) + 1))

    ax.add_line(Line2D(xs, y_train, color="C0", label="treino"))
    ax.add_line(Line2D(xs, y_val, color="C1", label="validação"))
    i = y_val.index(min(y_val))
    ax.scatter(xs[i], y_val[i], marker="*", s=150, color="C1")
    ax.autoscale_view()
    ax.set_xlabel("época")
    ax.set_ylabel("perda")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    def empeoramiento(losses):
        return losses[-1] - min(losses)

    match (min(history["train_loss"]) > target_loss, empeoramiento(history["val_loss"]) > gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
        case _:
            return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)

    # cuatro partes estratificadas: una es test, otra validación y las demás train
    kf = StratifiedKFold(n_splits=4, shuffle=True, random_state=seed)
    partes = [parte for _, parte in kf.split(X, y)]
    i_test, i_val = partes[0], partes[1]
    i_train = np.concatenate(partes[2:])

    escala = StandardScaler().fit(X[i_train])

    def tensores(indices):
        entradas = torch.as_tensor(escala.transform(X[indices]), dtype=torch.float32, device=device)
        metas = torch.as_tensor(y[indices], dtype=torch.float32, device=device).reshape(-1, 1)
        return entradas, metas

    x_train, t_train = tensores(i_train)
    x_val, t_val = tensores(i_val)

    red = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=0.01)

    losses_train, losses_val = [], []
    mejor = {"loss": np.inf, "epoch": 0, "pesos": copy.deepcopy(red.state_dict())}
    for epoch in range(1, max_epochs + 1):
        # son pocos datos: todo train es un solo batch
        red.train()
        optimizer.zero_grad()
        loss = criterion(red(x_train), t_train)
        loss.backward()
        optimizer.step()
        losses_train.append(loss.item())

        red.eval()
        with torch.no_grad():
            losses_val.append(criterion(red(x_val), t_val).item())

        if losses_val[-1] < mejor["loss"]:
            mejor = {"loss": losses_val[-1], "epoch": epoch, "pesos": copy.deepcopy(red.state_dict())}
        elif epoch - mejor["epoch"] >= patience:
            break

    red.load_state_dict(mejor["pesos"])

    x_test, _ = tensores(i_test)
    red.eval()
    with torch.no_grad():
        pred = (red(x_test) > 0).long().flatten().cpu().numpy()  # logit > 0 es probabilidad > 0.5
    return {
        "history": {"train_loss": losses_train, "val_loss": losses_val},
        "best_epoch": mejor["epoch"],
        "test_accuracy": float(accuracy_score(y[i_test], pred)),
        "test_f1": float(f1_score(y[i_test], pred)),
        "model": red,
    }
