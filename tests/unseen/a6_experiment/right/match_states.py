# unusual: structural pattern matching everywhere; the experiment is a state machine whose transitions are tuples
import enum

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


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.reset()
    metrics.to(device)
    match model.training:
        case True:
            undo = model.train
        case False:
            undo = model.eval
    model.eval()
    for batch in loader:
        match batch:
            case [inputs, targets]:
                with torch.no_grad():
                    probabilities = model(inputs.to(device)).sigmoid()
                metrics.update(probabilities.reshape(-1), targets.to(device).reshape(-1).int())
            case _:
                raise TypeError("pairs, please")
    undo()
    answer = {}
    match metrics.compute():
        case dict(values):
            for name, value in values.items():
                answer[name] = value.item()
    return answer


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    match ax:
        case None:
            _, where = plt.subplots()
        case _:
            where = ax
    match history:
        case {"train_loss": train, "val_loss": val}:
            pass
    epochs = [*range(1, len(val) + 1)]
    where.plot(epochs, train, label="train")
    where.plot(epochs, val, label="validation")
    best = val.index(min(val)) + 1
    where.text(best, min(val), "▼", ha="center", va="bottom", color="red")
    where.set_xlabel("epoch")
    where.set_ylabel("loss")
    where.legend()
    return where


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    match history:
        case {"train_loss": train} if min(train) > target_loss:
            return "underfitting"
        case {"val_loss": [*_, last] as val} if last - min(val) > gap:
            return "overfitting"
        case _:
            return "good fit"


class State(enum.Enum):
    LEARN = enum.auto()
    CHECK = enum.auto()
    BETTER = enum.auto()
    WORSE = enum.auto()
    REPORT = enum.auto()


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    X_a, X_test, y_a, y_test = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(X_a, y_a, test_size=0.2, random_state=seed, stratify=y_a)
    scaler = StandardScaler().fit(X_train)
    torch.manual_seed(seed)

    def loader(X, y, **options):
        inputs = torch.tensor(scaler.transform(X), dtype=torch.float32)
        return DataLoader(TensorDataset(inputs, torch.tensor(y).float()[:, None]), batch_size=32, **options)

    train, val, test = loader(X_train, y_train, shuffle=True), loader(X_val, y_val), loader(X_test, y_test)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.BCEWithLogitsLoss()
    history = {"train_loss": [], "val_loss": []}
    best, weights, bad = (0, None), None, 0

    state = State.LEARN
    while True:
        match state, len(history["val_loss"]):
            case State.LEARN, _:
                model.train()
                total = 0.0
                for inputs, targets in train:
                    inputs, targets = inputs.to(device), targets.to(device)
                    loss = criterion(model(inputs), targets)
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    total += loss.item() * len(inputs)
                history["train_loss"].append(total / len(train.dataset))
                state = State.CHECK
            case State.CHECK, _:
                model.eval()
                total = 0.0
                with torch.no_grad():
                    for inputs, targets in val:
                        total += criterion(model(inputs.to(device)), targets.to(device)).item() * len(inputs)
                value = total / len(val.dataset)
                history["val_loss"].append(value)
                match best:
                    case (_, None):
                        state = State.BETTER
                    case (_, least):
                        state = State.BETTER if value < least else State.WORSE
            case State.BETTER, epoch:
                best, bad = (epoch, history["val_loss"][-1]), 0
                weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
                state = State.LEARN if epoch < max_epochs else State.REPORT
            case State.WORSE, epoch:
                bad += 1
                state = State.REPORT if bad >= patience or epoch >= max_epochs else State.LEARN
            case State.REPORT, _:
                model.load_state_dict(weights)
                metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
                match track_metrics(model, test, metrics, device):
                    case {"accuracy": accuracy, "f1": f1}:
                        return {
                            "history": history,
                            "best_epoch": best[0],
                            "test_accuracy": accuracy,
                            "test_f1": f1,
                            "model": model,
                        }
