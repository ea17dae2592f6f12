# unusual: an old hand's extras: warm-up scheduler, gradient clipping, optimizer.step(closure), weight averaging left out on purpose
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    print(f"evaluating {len(loader.dataset)} samples with {list(metrics.keys())}")
    metrics.reset()
    metrics = metrics.to(device)
    was_training = model.training
    with torch.set_grad_enabled(False):
        model.eval()
        for i, (inputs, targets) in enumerate(loader):
            logits = model(inputs.to(device, non_blocking=True))
            if logits.ndim != 2 or logits.shape[1] != 1:
                raise ValueError(f"batch {i}: logits of shape {tuple(logits.shape)}")
            metrics.update(torch.sigmoid(logits).clamp(0.0, 1.0), (targets.to(device) != 0).to(torch.int32))
    if was_training:
        model.train()
    return {name: float(value) for name, value in sorted(metrics.compute().items())}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig, ax = plt.subplots(figsize=(6.4, 3.6))
        fig.suptitle("Validation curve")
    train, val = history["train_loss"], history["val_loss"]
    epochs = np.arange(1, len(val) + 1)
    ax.plot(epochs, train, color="C0", label="train loss")
    ax.plot(epochs, val, color="C1", label="validation loss")
    best = epochs[np.asarray(val).argmin()]
    top = max(max(train), max(val))
    ax.bar([best], [top], width=0.04, color="0.6", zorder=0, label="_best")
    ax.set_xlabel("epoch", fontsize=12)
    ax.set_ylabel("mean loss per sample", fontsize=12)
    ax.legend(loc="best", fontsize=10)
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train, best_val, last_val = min(history["train_loss"]), min(history["val_loss"]), history["val_loss"][-1]
    print(f"best train {best_train:.4f} (target {target_loss:.4f}), val {best_val:.4f} -> {last_val:.4f} (gap {gap:.4f})")
    if best_train > target_loss:
        return "underfitting"
    elif last_val - best_val > gap:
        return "overfitting"
    else:
        return "good fit"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        super().__init__()
        blocks = []
        for out_features in hidden:
            linear = nn.Linear(in_features, out_features)
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
            nn.init.zeros_(linear.bias)
            blocks += [linear, nn.ReLU(inplace=True), nn.Dropout(0.1)]
            in_features = out_features
        self.features = nn.Sequential(*blocks)
        self.logit = nn.Linear(in_features, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.logit(self.features(x))


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    if X.ndim != 2 or len(X) != len(y):
        raise ValueError(f"X {X.shape}, y {y.shape}")
    torch.manual_seed(seed)
    stratified = dict(random_state=np.random.RandomState(seed))
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, **stratified)
    X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, test_size=0.2, stratify=y_train, **stratified)
    scaler = StandardScaler().fit(X_train)

    def tensors(X, y):
        return TensorDataset(
            torch.tensor(scaler.transform(X), dtype=torch.float32), torch.tensor(y, dtype=torch.float32).view(-1, 1)
        )

    train, val, test = tensors(X_train, y_train), tensors(X_val, y_val), tensors(X_test, y_test)
    batches = BatchSampler(RandomSampler(train), batch_size=32, drop_last=False)
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    scheduler = LambdaLR(optimizer, lambda epoch: min(1.0, (epoch + 1) / 3) * 0.99**epoch)

    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_weights = math.inf, 0, None
    for epoch in range(1, max_epochs + 1):
        model.train()
        running, seen = 0.0, 0
        for rows in batches:
            inputs, targets = (t.to(device) for t in train[rows])

            def closure():
                optimizer.zero_grad(set_to_none=True)
                loss = criterion(model(inputs), targets)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 5.0)
                return loss

            running += float(optimizer.step(closure).detach()) * len(rows)
            seen += len(rows)
        scheduler.step()
        history["train_loss"].append(running / seen)

        model.eval()
        with torch.no_grad():
            inputs, targets = (t.to(device) for t in val[:])
            history["val_loss"].append(criterion(model(inputs), targets).item())
        if best_weights is None or history["val_loss"][-1] < best_loss:
            best_loss, best_epoch = history["val_loss"][-1], epoch
            best_weights = {k: v.detach().clone() for k, v in model.state_dict().items()}
        if epoch - best_epoch >= patience:
            print(f"stopped after epoch {epoch}; the best was {best_epoch}")
            break

    model.load_state_dict(best_weights)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    scores = track_metrics(model, DataLoader(test, batch_size=len(test)), metrics, device)
    return {"history": history, "best_epoch": best_epoch, "model": model} | scores
