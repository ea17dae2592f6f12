# Correct: LightningModule/DataModule/Trainer shims; GradScaler and autocast off; torch.compile(model, backend="eager") trains, the plain module is returned; logger adapter
import copy
import logging
from types import SimpleNamespace

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MeanMetric, MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

torch.set_float32_matmul_precision("high")
logging.getLogger("torch._dynamo").setLevel(logging.ERROR)
logger = logging.LoggerAdapter(logging.getLogger("exp"), {"run": "a6"})


class evaluating:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.mode = self.model.training
        self.model.eval()
        self.grad = torch.inference_mode()
        self.grad.__enter__()

    def __exit__(self, *exc):
        self.grad.__exit__(*exc)
        self.model.train(self.mode)


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    with evaluating(model), torch.autocast(device.type, enabled=False):
        for batch in loader:
            inputs, targets = (t.to(device, non_blocking=True) for t in batch)
            metrics.update(preds=nn.functional.sigmoid(model(inputs)), target=targets.int())
    return {name: metric.item() for name, metric in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    with plt.style.context("ggplot"):
        if ax is None:
            fig, ax = plt.subplots()
        n = len(history["train_loss"])
        (l1,) = ax.plot(range(1, n + 1), history["train_loss"], label="train_loss")
        (l2,) = ax.plot(range(1, n + 1), history["val_loss"], label="val_loss")
        best = min(range(n), key=history["val_loss"].__getitem__)
        mark = ax.vlines(best + 1, *ax.get_ylim(), colors="k", linestyles="dashed", label="early stopping")
        ax.set_xlabel("epoch")
        ax.set_ylabel("binary cross-entropy")
        ax.legend(handles=[l1, l2, mark])
    return ax


def diagnose(history, *, target_loss, gap):
    tensors = {k: torch.tensor(v, dtype=torch.float64) for k, v in history.items()}
    if tensors["train_loss"].min() > target_loss:
        return "underfitting"
    if tensors["val_loss"][-1] - tensors["val_loss"].min() > gap:
        return "overfitting"
    return "good fit"


class LitClassifier(nn.Module):
    def __init__(self, in_features, hidden=(32, 64), lr=1e-2):
        super().__init__()
        self.hparams = SimpleNamespace(in_features=in_features, hidden=hidden, lr=lr)
        dims = (in_features, *hidden)
        self.net = nn.Sequential()
        for i, (a, b) in enumerate(zip(dims, dims[1:])):
            self.net.append(nn.Linear(a, b))
            self.net.append(nn.ReLU())
        self.net.append(nn.Linear(dims[-1], 1))

    def forward(self, x):
        return self.net(x)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)


class DataModule:
    def __init__(self, X, y, seed, batch_size=64):
        self.batch_size, self.generator = batch_size, torch.Generator().manual_seed(seed)
        X_train, X_, y_train, y_ = train_test_split(X, y, train_size=0.6, stratify=y, random_state=seed)
        X_val, X_test, y_val, y_test = train_test_split(X_, y_, test_size=0.5, stratify=y_, random_state=seed)
        scaler = StandardScaler().fit(X_train)
        self.sets = {
            name: TensorDataset(torch.tensor(scaler.transform(a)).float(), torch.tensor(b).float().view(-1, 1))
            for name, a, b in (("fit", X_train, y_train), ("val", X_val, y_val), ("test", X_test, y_test))
        }

    def train_dataloader(self):
        return DataLoader(self.sets["fit"], self.batch_size, shuffle=True, generator=self.generator)

    def val_dataloader(self):
        return DataLoader(self.sets["val"], 256)

    def test_dataloader(self):
        return DataLoader(self.sets["test"], 256)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    dm = DataModule(X, y, seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        lit = LitClassifier(X.shape[1]).to(device)
    optimizer, criterion = lit.configure_optimizers(), nn.BCEWithLogitsLoss()
    compiled = torch.compile(lit, backend="eager")
    scaler = torch.amp.GradScaler(device.type, enabled=False)
    history = {"train_loss": [], "val_loss": []}
    best = SimpleNamespace(loss=None, epoch=0, weights=None)
    train_loader, val_loader = dm.train_dataloader(), dm.val_dataloader()
    for epoch in range(1, max_epochs + 1):
        train_mean, val_mean = MeanMetric().to(device), MeanMetric().to(device)
        compiled.train()
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(compiled(x), t)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            train_mean.update(loss.detach(), len(x))
        lit.eval()
        with torch.no_grad():
            for x, t in val_loader:
                val_mean.update(criterion(lit(x.to(device)), t.to(device)), len(x))
        history["train_loss"].append(train_mean.compute().item())
        history["val_loss"].append(val_mean.compute().item())
        logger.info("epoch %d: %s", epoch, history["val_loss"][-1])
        if best.loss is None or history["val_loss"][-1] < best.loss:
            best = SimpleNamespace(loss=history["val_loss"][-1], epoch=epoch, weights=copy.deepcopy(lit.state_dict()))
        elif epoch - best.epoch >= patience:
            break
    lit.load_state_dict(best.weights)
    collection = MetricCollection([BinaryAccuracy(), BinaryF1Score()], prefix="test_")
    test = track_metrics(lit, dm.test_dataloader(), collection, device)
    return {
        "history": history,
        "best_epoch": best.epoch,
        "test_accuracy": test["test_BinaryAccuracy"],
        "test_f1": test["test_BinaryF1Score"],
        "model": lit,
    }
