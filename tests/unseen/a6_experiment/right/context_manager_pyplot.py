import torch, copy, numpy as np, matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from matplotlib.axes import Axes
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall

from contextlib import contextmanager


@contextmanager
def modo_evaluacion(red):
    antes = red.training
    red.eval()
    try:
        with torch.no_grad():
            yield red
    finally:
        red.train(antes)


def track_metrics(model, loader, metrics, device):
    """Evalúa la colección sobre todo el loader."""
    metrics.reset()
    with modo_evaluacion(model) as red:
        for lote, etiquetas in loader:
            logits = red(lote.to(device))
            metrics.update(logits.sigmoid().cpu(), etiquetas.long())     # las métricas viven en CPU
    valores = metrics.compute()
    return dict(zip(valores.keys(), map(float, valores.values())))


def plot_validation_curve(history, ax=None):
    if ax is None:
        plt.figure()
        ax = plt.axes()
    plt.sca(ax)
    epochs = torch.arange(1, len(history["train_loss"]) + 1).numpy()
    mejor = epochs[np.argmin(history["val_loss"])]
    plt.plot(epochs, history["train_loss"], color="b", label="Train")
    plt.plot(epochs, history["val_loss"], color="r", label="Val")
    plt.vlines(mejor, *plt.ylim(), colors="g", linestyles="dotted", label="early stopping")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.title(f"Mejor epoch: {mejor}")
    plt.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


import io
import random
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def split(y, test_size, seed):
    sss = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
    return next(sss.split(np.zeros((len(y), 1)), y))


def run_experiment(X: np.ndarray, y: np.ndarray, *, seed: int, device: torch.device, max_epochs: int = 200, patience: int = 10) -> dict:
    seed_everything(seed)
    dev, test = split(y, 0.2, seed)
    a, b = split(y[dev], 0.2, seed + 1)
    train, val = dev[a], dev[b]
    scaler = StandardScaler()
    Xs = {"train": scaler.fit_transform(X[train]), "val": scaler.transform(X[val]), "test": scaler.transform(X[test])}
    Xs = {k: torch.as_tensor(v, dtype=torch.float32).to(device) for k, v in Xs.items()}
    ys = {k: torch.as_tensor(np.array(y[i], dtype=np.float32)).to(device)[:, None] for k, i in (("train", train), ("val", val), ("test", test))}

    model = nn.Sequential(nn.Linear(X.shape[1], 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    history = {"train_loss": [], "val_loss": []}
    checkpoint = io.BytesIO()
    best_val, best_epoch, bad = float("inf"), -1, 0
    epoch = 0
    while epoch < max_epochs and bad < patience:
        epoch += 1
        model.train()
        losses, sizes = [], []
        for idx in torch.randperm(len(train)).split(40):
            opt.zero_grad(set_to_none=True)
            loss = criterion(model(Xs["train"][idx]), ys["train"][idx])
            loss.backward()
            opt.step()
            losses.append(loss.item())
            sizes.append(len(idx))
        history["train_loss"].append(float(np.average(losses, weights=sizes)))
        model.eval()
        with torch.inference_mode():
            history["val_loss"].append(float(criterion(model(Xs["val"]), ys["val"])))
        if history["val_loss"][-1] < best_val:
            best_val, best_epoch, bad = history["val_loss"][-1], epoch, 0
            checkpoint.seek(0)
            checkpoint.truncate()
            torch.save(model.state_dict(), checkpoint)
        else:
            bad += 1
    checkpoint.seek(0)
    model.load_state_dict(torch.load(checkpoint, weights_only=True, map_location=device))
    model.eval()
    with torch.inference_mode():
        y_hat = (model(Xs["test"]).sigmoid() >= 0.5).int().cpu().numpy().ravel()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y[test], y_hat)),
        "test_f1": float(f1_score(y[test], y_hat)),
        "model": model,
    }


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer
    X, y = load_breast_cancer(return_X_y=True)
    r = run_experiment(X, y, seed=0, device=torch.device("cpu"))
    print(r["test_accuracy"], r["test_f1"], r["best_epoch"])
    plot_validation_curve(r["history"])
    plt.savefig("curva.png")
