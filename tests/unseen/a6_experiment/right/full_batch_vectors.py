# unusual: full-batch training (one update per epoch) with the best weights kept as one flat vector (parameters_to_vector)
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    mode, grad = model.training, torch.is_grad_enabled()
    metrics.reset()
    metrics.to(device)
    try:
        torch.set_grad_enabled(False)
        model.eval()
        iterator = iter(loader)
        while (batch := next(iterator, None)) is not None:
            z = model(batch[0].to(device))
            # the probability of class 1 against an imaginary logit 0
            p = torch.softmax(torch.cat([torch.zeros_like(z), z], dim=1), dim=1)[:, 1:]
            metrics.update(p, batch[1].to(device).int())
    finally:
        torch.set_grad_enabled(grad)
        model.train(mode)
    return {k: float(v) for k, v in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.subplots(figsize=(7, 4))[1]
    val = history["val_loss"]
    x = [i + 1 for i, _ in enumerate(val)]
    ax.plot(x, history["train_loss"], label="Train loss", linewidth=2)
    best = val.index(min(val))
    ax.plot(x, val, label="Validation loss", linewidth=2, marker="D", markevery=[best])
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    match min(history["train_loss"]) > target_loss, history["val_loss"][-1] - min(history["val_loss"]) > gap:
        case True, _:
            return "underfitting"
        case False, True:
            return "overfitting"
        case _:
            return "good fit"


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    rows = np.arange(X.shape[0])
    development, test = train_test_split(rows, test_size=0.25, stratify=y, random_state=seed)
    train, val = train_test_split(development, test_size=0.25, stratify=y[development], random_state=seed)
    scaler = StandardScaler().fit(X[train])
    A = torch.tensor(scaler.transform(X), dtype=torch.float32, device=device)
    b = torch.tensor(y, dtype=torch.float32, device=device).unsqueeze(1)
    train, val, test = (torch.tensor(part, device=device) for part in (train, val, test))

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))
    model.to(device)
    loss_of = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)

    train_curve, val_curve = [], []
    best_epoch, best_vector = None, None
    bad = 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        optimizer.zero_grad()
        loss = loss_of(model(A[train]), b[train])
        loss.backward()
        optimizer.step()
        train_curve.append(loss.item())

        model.eval()
        with torch.no_grad():
            val_curve.append(loss_of(model(A[val]), b[val]).item())
        if best_epoch is None or val_curve[-1] < val_curve[best_epoch - 1]:
            best_epoch, best_vector, bad = epoch, parameters_to_vector(model.parameters()).detach().clone(), 0
        else:
            bad += 1
        if bad == patience:
            break

    vector_to_parameters(best_vector, model.parameters())
    model.eval()
    with torch.no_grad():
        predicted = (model(A[test]) > 0).flatten().cpu().numpy().astype(int)
    truth = b[test].flatten().cpu().numpy().astype(int)
    table = np.zeros((2, 2))
    np.add.at(table, (truth, predicted), 1)
    accuracy = np.trace(table) / table.sum()
    f1 = 2 * table[1, 1] / max(table[1].sum() + table[:, 1].sum(), 1)
    return {
        "history": {"train_loss": train_curve, "val_loss": val_curve},
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy),
        "test_f1": float(f1),
        "model": model,
    }
