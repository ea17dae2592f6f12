# exercise: track_metrics
# mistake: believes that inference_mode also switches off dropout, so the model is evaluated in the mode in which it arrives
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class MetricTracker:
    """Feeds a collection with probabilities, batch by batch."""

    def __init__(self, metrics: MetricCollection, device: torch.device) -> None:
        self.metrics = metrics.to(device)
        self.device = device
        self.metrics.reset()

    def consume(self, model: nn.Module, loader: DataLoader) -> None:
        for inputs, targets in loader:
            with torch.inference_mode():  # no gradients, and the layers behave as in inference
                probabilities = torch.sigmoid(model(inputs.to(self.device)))
            self.metrics.update(probabilities, targets.to(self.device, torch.int64))

    def result(self) -> dict[str, float]:
        return {name: value.item() for name, value in self.metrics.compute().items()}


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    tracker = MetricTracker(metrics, device)
    tracker.consume(model, loader)
    return tracker.result()


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    epochs = np.arange(len(history["val_loss"])) + 1
    val = np.array(history["val_loss"])
    ax.plot(epochs, history["train_loss"], "b-", label="Training")
    ax.plot(epochs, val, "r-", label="Validation")
    ax.axvline(epochs[val.argmin()], c="g", ls=":")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    learned = min(history["train_loss"]) <= target_loss
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    if not learned:
        return "underfitting"
    return "overfitting" if worsening > gap else "good fit"


class Red(nn.Module):
    def __init__(self, n_variables):
        super().__init__()
        self.fc1 = nn.Linear(n_variables, 32)
        self.fc2 = nn.Linear(32, 16)
        self.fc3 = nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


def a_tensores(X, y):
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    # 1. holdout estratificado: 60 / 20 / 20
    X_train, X_resto, y_train, y_resto = train_test_split(
        X, y, test_size=0.4, stratify=y, random_state=seed
    )
    X_val, X_test, y_val, y_test = train_test_split(
        X_resto, y_resto, test_size=0.5, stratify=y_resto, random_state=seed
    )
    # 2. estandarizar con train
    scaler = StandardScaler().fit(X_train)
    X_train, y_train = a_tensores(scaler.transform(X_train), y_train)
    X_val, y_val = a_tensores(scaler.transform(X_val), y_val)
    X_test, y_test = a_tensores(scaler.transform(X_test), y_test)

    # 3. la red
    torch.manual_seed(seed)
    model = Red(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    train_loader = DataLoader(
        TensorDataset(X_train, y_train), batch_size=32, shuffle=True,
        generator=torch.Generator().manual_seed(seed),
    )
    X_val, y_val = X_val.to(device), y_val.to(device)

    # 4. entrenar con early stopping
    history = {"train_loss": [], "val_loss": []}
    mejor_loss = float("inf")
    best_epoch = 0
    mejores_pesos = None
    sin_mejorar = 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        suma = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
        history["train_loss"].append(suma / len(X_train))

        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(X_val), y_val).item()
        history["val_loss"].append(val_loss)

        if val_loss < mejor_loss:
            mejor_loss = val_loss
            best_epoch = epoch
            mejores_pesos = copy.deepcopy(model.state_dict())
            sin_mejorar = 0
        else:
            sin_mejorar += 1
            if sin_mejorar >= patience:
                break

    # 5. mejores pesos, y recien ahora test
    model.load_state_dict(mejores_pesos)
    model.eval()
    with torch.no_grad():
        probs = torch.sigmoid(model(X_test.to(device))).cpu()
    test_accuracy = BinaryAccuracy()(probs, y_test.int()).item()
    test_f1 = BinaryF1Score()(probs, y_test.int()).item()
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": test_accuracy,
        "test_f1": test_f1,
        "model": model,
    }
