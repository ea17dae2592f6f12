# exercise: track_metrics
# mistake: Resets the collection at the start of every step, so only the last batch is measured.
import io
from typing import Optional

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
import torchmetrics
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class _Evaluator:
    def __init__(self, model, metrics, device):
        self.model, self.metrics, self.device = model.eval(), metrics.to(device), device

    def on_batch_start(self):
        self.metrics.reset()

    @torch.no_grad()
    def step(self, batch):
        x, y = [t.to(self.device) for t in batch]
        self.metrics.update(torch.sigmoid(self.model(x)).view(-1), y.view(-1).int())

    def result(self):
        return {name: value.item() for name, value in self.metrics.compute().items()}


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    evaluator = _Evaluator(model, metrics, device)
    for batch in loader:
        evaluator.on_batch_start()
        evaluator.step(batch)
    model.train(was_training)
    return evaluator.result()


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots(1, 1, figsize=(8, 5))
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    steps = torch.arange(1, len(val) + 1).tolist()
    (train_line,) = ax.plot(steps, history["train_loss"])
    (val_line,) = ax.plot(steps, history["val_loss"])
    train_line.set_label("train/loss")
    val_line.set_label("val/loss")
    best = int((val == val.min()).nonzero()[0]) + 1
    ax.axvline(x=best, linestyle="--", color="tab:green")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if not any(loss <= target_loss for loss in history["train_loss"]):
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


class LitClassifier(nn.Module):
    """A LightningModule in spirit: the steps live beside the layers."""

    def __init__(self, in_features, hidden=(32, 64), lr=1e-3):
        super().__init__()
        sizes = [in_features, *hidden]
        blocks = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            blocks.extend([nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.2)])
        self.body = nn.Sequential(*blocks)
        self.head = nn.Linear(sizes[-1], 1)
        self.loss_fn = nn.BCEWithLogitsLoss()
        self.lr = lr

    def forward(self, x):
        return self.head(self.body(x))

    def training_step(self, batch):
        x, y = batch
        return self.loss_fn(self(x), y)

    @torch.no_grad()
    def validation_step(self, batch):
        x, y = batch
        return self.loss_fn(self(x), y).item()

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)


class DataModule:
    def __init__(self, X, y, seed, batch_size=32):
        self.batch_size = batch_size
        X_fit, X_test, y_fit, y_test = train_test_split(X, y, test_size=0.15, random_state=seed, stratify=y)
        X_train, X_val, y_train, y_val = train_test_split(
            X_fit, y_fit, test_size=0.2, random_state=seed + 1, stratify=y_fit
        )
        scaler = StandardScaler().fit(X_train)
        as_set = lambda A, b: TensorDataset(torch.Tensor(scaler.transform(A)), torch.Tensor(np.asarray(b)).view(-1, 1))
        self.train, self.val, self.test = as_set(X_train, y_train), as_set(X_val, y_val), as_set(X_test, y_test)

    def train_dataloader(self):
        return DataLoader(self.train, batch_size=self.batch_size, shuffle=True)

    def val_dataloader(self):
        return DataLoader(self.val, batch_size=self.batch_size)

    def test_dataloader(self):
        return DataLoader(self.test, batch_size=self.batch_size)


class Trainer:
    def __init__(self, max_epochs, patience, device):
        self.max_epochs, self.patience, self.device = max_epochs, patience, device
        self.history = {"train_loss": [], "val_loss": []}
        self.best_epoch: Optional[int] = None
        self.best_loss = float("inf")
        self.ckpt = None

    def fit(self, model, dm):
        model.to(self.device)
        opt = model.configure_optimizers()
        train_loader, val_loader = dm.train_dataloader(), dm.val_dataloader()
        bad = 0
        for epoch in range(self.max_epochs):
            model.train()
            total, n = 0.0, 0
            for batch in train_loader:
                batch = [t.to(self.device) for t in batch]
                loss = model.training_step(batch)
                opt.zero_grad()
                loss.backward()
                opt.step()
                total += loss.item() * len(batch[0])
                n += len(batch[0])
            self.history["train_loss"].append(total / n)

            model.eval()
            total, n = 0.0, 0
            for batch in val_loader:
                batch = [t.to(self.device) for t in batch]
                total += model.validation_step(batch) * len(batch[0])
                n += len(batch[0])
            self.history["val_loss"].append(total / n)

            if self.history["val_loss"][-1] < self.best_loss:
                self.best_loss = self.history["val_loss"][-1]
                self.best_epoch = epoch + 1
                self.ckpt = io.BytesIO()
                torch.save(model.state_dict(), self.ckpt)
                bad = 0
            else:
                bad += 1
                if bad >= self.patience:
                    return

    def load_best(self, model):
        if self.ckpt is not None:
            self.ckpt.seek(0)
            model.load_state_dict(torch.load(self.ckpt, map_location=self.device))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    dm = DataModule(X, y, seed)
    model = LitClassifier(X.shape[1])
    trainer = Trainer(max_epochs, patience, device)
    trainer.fit(model, dm)
    trainer.load_best(model)
    metrics = torchmetrics.MetricCollection(
        {
            "test_accuracy": torchmetrics.classification.BinaryAccuracy(),
            "test_f1": torchmetrics.classification.BinaryF1Score(),
        }
    )
    test = track_metrics(model, dm.test_dataloader(), metrics, device)
    return {"history": trainer.history, "best_epoch": trainer.best_epoch, "model": model, **test}
