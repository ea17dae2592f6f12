# unusual: Lightning-like module (training_step, validation_step, configure_optimizers, metrics inside); the model is that module
from copy import deepcopy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MeanMetric, MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.reset()
    metrics.to(device)
    training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            outputs = [(model(x.to(device)), y.to(device)) for x, y in loader]
            logits, targets = (torch.cat(part) for part in zip(*outputs))
            probabilities = torch.exp(nn.functional.logsigmoid(logits))
    finally:
        model.train(training)
    metrics.update(probabilities.clone(), targets.clone().int())
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        _, axes = plt.subplots(nrows=1, ncols=1, squeeze=False)
        ax = axes[0, 0]
    data = torch.tensor([history["train_loss"], history["val_loss"]], dtype=torch.float64)
    epochs = torch.arange(1, data.shape[1] + 1)
    for row, label in zip(data, ("Train", "Validation")):
        ax.plot(epochs.numpy(), row.numpy(), label=label)
    least = data[1].min()
    best = int((data[1] == least).nonzero()[0, 0]) + 1
    ax.axvline(best, ls="-.", c="tab:green", zorder=0)
    ax.set(xlabel="Epoch", ylabel="BCE")
    ax.legend(title="loss")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = (torch.tensor(history[k], dtype=torch.float64) for k in ("train_loss", "val_loss"))
    if bool(train.amin() > target_loss):
        return "underfitting"
    if bool(val[-1] - val.amin() > gap):
        return "overfitting"
    return "good fit"


class LitClassifier(nn.Module):
    def __init__(self, in_features, hidden=(64, 32), lr=1e-3):
        super().__init__()
        self.lr = lr
        sizes = (in_features,) + tuple(hidden)
        self.net = nn.Sequential()
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.net.append(nn.Linear(a, b))
            self.net.append(nn.ReLU())
        self.net.append(nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.net(x)

    def shared_step(self, batch):
        x, y = batch
        return binary_cross_entropy_with_logits(self(x), y)

    training_step = validation_step = shared_step

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.lr, weight_decay=1e-3)


class MiniTrainer:
    def __init__(self, max_epochs, patience, device):
        self.max_epochs, self.patience, self.device = max_epochs, patience, device
        self.logged = {"train_loss": [], "val_loss": []}
        self.best_state, self.best_epoch, self.best_score = None, 0, None

    def batch_to_device(self, batch):
        return [t.to(self.device) for t in batch]

    def fit(self, module, train_loader, val_loader):
        module.to(self.device)
        optimizer = module.configure_optimizers()
        for epoch in range(1, self.max_epochs + 1):
            self.log("train_loss", self.train_loop(module, train_loader, optimizer))
            self.log("val_loss", self.val_loop(module, val_loader))
            if self.should_stop(module, epoch):
                break

    def log(self, name, metric):
        self.logged[name].append(metric.compute().item())

    def train_loop(self, module, loader, optimizer):
        mean = MeanMetric()
        module.train()
        for batch in loader:
            batch = self.batch_to_device(batch)
            loss = module.training_step(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            mean.update(loss.item(), weight=len(batch[0]))
        return mean

    @torch.no_grad()
    def val_loop(self, module, loader):
        mean = MeanMetric()
        module.eval()
        for batch in loader:
            batch = self.batch_to_device(batch)
            mean.update(module.validation_step(batch).item(), weight=len(batch[0]))
        return mean

    def should_stop(self, module, epoch):
        score = self.logged["val_loss"][-1]
        if self.best_score is None or score < self.best_score:
            self.best_score, self.best_epoch, self.best_state = score, epoch, deepcopy(module.state_dict())
        return epoch >= self.best_epoch + self.patience


class DataModule:
    def __init__(self, X, y, seed):
        self.X, self.y, self.seed = X, y, seed

    def setup(self):
        indices = np.arange(len(self.y))
        fit, test = train_test_split(indices, test_size=0.2, stratify=self.y, random_state=self.seed)
        train, val = train_test_split(fit, test_size=0.25, stratify=self.y[fit], random_state=self.seed)
        X, y = torch.tensor(self.X, dtype=torch.float64), torch.tensor(self.y, dtype=torch.float32).unsqueeze(1)
        var, mean = torch.var_mean(X[train], dim=0, correction=0)
        X = torch.where(var > 0, (X - mean) / var.clamp(min=1e-30).sqrt(), X - mean).float()
        self.train, self.val, self.test = (TensorDataset(X[rows], y[rows]) for rows in (train, val, test))
        return self

    def train_dataloader(self):
        return DataLoader(self.train, 32, shuffle=True, generator=torch.Generator().manual_seed(self.seed))

    def val_dataloader(self):
        return DataLoader(self.val, 64)

    def test_dataloader(self):
        return DataLoader(self.test, 64)


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
    data = DataModule(X, y, seed).setup()
    module = LitClassifier(X.shape[1])
    trainer = MiniTrainer(max_epochs, patience, device)
    trainer.fit(module, data.train_dataloader(), data.val_dataloader())
    module.load_state_dict(trainer.best_state)
    test = MetricCollection([BinaryAccuracy(), BinaryF1Score()], prefix="test_")
    scores = track_metrics(module, data.test_dataloader(), test, device)
    return {
        "history": trainer.logged,
        "best_epoch": trainer.best_epoch,
        "test_accuracy": scores["test_BinaryAccuracy"],
        "test_f1": scores["test_BinaryF1Score"],
        "model": module,
    }
