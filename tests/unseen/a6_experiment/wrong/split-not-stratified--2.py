# exercise: run_experiment
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    for m in metrics.values():
        m.reset()
    metrics.reset()
    metrics.to(device)
    it = iter(loader)
    with torch.no_grad():
        while True:
            try:
                x, y = next(it)
            except StopIteration:
                break
            logits = model(x.to(device))
            dos_clases = torch.cat([torch.zeros_like(logits), logits], dim=1)
            p1 = dos_clases.softmax(dim=1)[:, 1:]         # = sigmoide
            metrics.update(preds=p1, target=y.to(device=device, dtype=torch.int64))
    model.train(training)
    return {str(k): v.detach().cpu().numpy().item() for k, v in metrics.compute().items()}


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


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    g = torch.Generator().manual_seed(seed)
    y = np.asarray(y).astype(int)

    # holdout a mano: 70 / 15 / 15
    perm = torch.randperm(len(y), generator=g)
    n15 = round(0.15 * len(y))
    test, val, train = perm[:n15], perm[n15:2 * n15], perm[2 * n15:]

    X = torch.tensor(X, dtype=torch.float64)
    promedio = X[train].mean(dim=0)
    desviacion = X[train].std(dim=0, unbiased=False).clamp(min=1e-12)
    X = ((X - promedio) / desviacion).float()
    Y = torch.tensor(y).float().unsqueeze(1)

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        red = nn.Sequential(nn.Linear(X.shape[1], 24), nn.Tanh(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 1))
    red = red.to(device)

    def bce(z, t):
        # BCE con logits: softplus(z) - t z
        return (nn.functional.softplus(z) - t * z).mean()

    opt = torch.optim.SGD(red.parameters(), lr=0.05, momentum=0.9)
    registro = []           # (train, val, pesos)
    for _ in range(max_epochs):
        red.train()
        perm = train[torch.randperm(len(train), generator=g)]
        suma = 0.0
        for i in range(0, len(perm), 25):
            lote = perm[i:i + 25]
            loss = bce(red(X[lote].to(device)), Y[lote].to(device))
            red.zero_grad()
            loss.backward()
            opt.step()
            suma += float(loss) * len(lote)
        red.eval()
        with torch.no_grad():
            v = float(bce(red(X[val].to(device)), Y[val].to(device)))
        registro.append((suma / len(perm), v, copy.deepcopy(red.state_dict())))
        vals = [r[1] for r in registro]
        if len(vals) - 1 - int(np.argmin(vals)) >= patience:
            break

    i_mejor = int(np.argmin([r[1] for r in registro]))
    red.load_state_dict(registro[i_mejor][2])
    with torch.no_grad():
        etiquetas = (red(X[test].to(device)) >= 0).int().cpu().flatten()
    verdad = Y[test].int().flatten()
    f1 = BinaryF1Score()(etiquetas, verdad).item()
    acc = BinaryAccuracy()(etiquetas, verdad).item()
    return {"history": {"train_loss": [r[0] for r in registro], "val_loss": [r[1] for r in registro]},
            "best_epoch": i_mejor + 1, "test_accuracy": acc, "test_f1": f1, "model": red}
