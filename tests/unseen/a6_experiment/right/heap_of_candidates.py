# unusual: every epoch's weights go on a heap keyed by (val_loss, epoch); the best is simply its root
import heapq
import itertools
import pickle

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import Metric, MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    modes = []
    modes.append(model.training)
    model.eval()
    chunks: list[tuple[torch.Tensor, torch.Tensor]] = []
    for inputs, targets in itertools.chain.from_iterable([loader]):
        with torch.no_grad():
            chunks.append((model(inputs.to(device)).double().sigmoid(), targets.to(device)))
    model.train(modes.pop())
    metrics.reset()
    metrics.to(device)
    for probabilities, targets in chunks:
        metrics.update(probabilities, targets.long())
    values = metrics.compute()
    return {name: float(value) for name, value in values.items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    axes = Figure(layout="tight").subplots() if ax is None else ax
    ranked = [(loss, epoch) for epoch, loss in enumerate(history["val_loss"], 1)]
    heapq.heapify(ranked)
    loss, epoch = ranked[0]
    xs = list(range(1, len(ranked) + 1))
    axes.plot(xs, history["train_loss"], drawstyle="default", label="Entrenamiento")
    axes.plot(xs, history["val_loss"], drawstyle="default", label="Validación")
    axes.stem([epoch], [loss], linefmt="k:", markerfmt="ko", basefmt=" ")
    axes.set_xlabel("Época")
    axes.set_ylabel("Pérdida")
    axes.legend()
    return axes


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    (best_train,), (best_val,) = heapq.nsmallest(1, history["train_loss"]), heapq.nsmallest(1, history["val_loss"])
    worse_by = history["val_loss"][-1] - best_val
    problems = {"underfitting": best_train > target_loss, "overfitting": worse_by > gap, "good fit": True}
    return next(itertools.compress(problems, problems.values()))


def network(features: int) -> nn.Module:
    hidden = (32, 64)
    layers = itertools.chain.from_iterable((nn.Linear(a, b), nn.ReLU()) for a, b in itertools.pairwise((features, *hidden)))
    return nn.Sequential(*layers, nn.Linear(hidden[-1], 1))


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    torch.manual_seed(seed)
    rows = {"all": np.arange(len(y))}
    for name, source, share in (("test", "all", 0.2), ("val", "all", 0.25)):
        rows["all"], rows[name] = train_test_split(
            rows[source], test_size=share, stratify=y[rows[source]], random_state=np.random.RandomState(seed)
        )
    rows["train"] = rows.pop("all")
    scaler = StandardScaler().fit(X[rows["train"]])
    tensors = {
        name: (
            torch.tensor(scaler.transform(X[part]), dtype=torch.float32).to(device),
            torch.tensor(y[part].reshape(-1, 1), dtype=torch.float32).to(device),
        )
        for name, part in rows.items()
    }
    model = network(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1.5e-3)
    heap: list[tuple[float, int, bytes]] = []
    train_loss: list[float] = []
    val_loss: list[float] = []

    while len(val_loss) < max_epochs:
        model.train()
        inputs, targets = tensors["train"]
        weighted = []
        for chosen in torch.split(torch.randperm(len(inputs)), 32):
            chosen = chosen.to(device)
            loss = criterion(model(inputs[chosen]), targets[chosen])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            weighted.append((loss.item(), len(chosen)))
        train_loss.append(sum(v * n for v, n in weighted) / len(inputs))
        model.eval()
        inputs, targets = tensors["val"]
        with torch.inference_mode():
            val_loss.append(criterion(model(inputs), targets).item())
        weights = {name: tensor.cpu().numpy() for name, tensor in model.state_dict().items()}
        heapq.heappush(heap, (val_loss[-1], len(val_loss), pickle.dumps(weights)))  # pickled: a copy
        if len(val_loss) - heap[0][1] >= patience:
            break

    _, best_epoch, weights = heap[0]
    model.load_state_dict({name: torch.from_numpy(array) for name, array in pickle.loads(weights).items()})
    test: list = list(zip(*(t.split(50) for t in tensors["test"])))
    collection = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    assert all(isinstance(metric, Metric) for metric in collection.values())
    scores = track_metrics(model, test, collection, device)
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
