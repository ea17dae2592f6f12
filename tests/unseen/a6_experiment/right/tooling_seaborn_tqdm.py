# Correct: sns.lineplot(ax=ax) on a melted DataFrame, tqdm with postfix, seed_everything, torchmetrics clone
import copy
import os
import random

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score
from tqdm.auto import tqdm, trange

sns.set_theme(style="whitegrid", palette="colorblind")
plt.rcParams["figure.constrained_layout.use"] = True


def seed_everything(seed):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    for inputs, targets in tqdm(loader, leave=False, desc="metrics"):
        probs = torch.sigmoid(model(inputs.to(device)))
        metrics.update(probs, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 4))
    df = pd.DataFrame({"train": history["train_loss"], "validation": history["val_loss"]})
    df["epoch"] = np.arange(1, len(df) + 1)
    for column in ("train", "validation"):
        sns.lineplot(data=df, x="epoch", y=column, label=column, ax=ax)
    best = int(df["validation"].idxmin()) + 1
    ax.axvline(best, color="grey", linestyle="--", label=f"best epoch ({best})")
    ax.set(xlabel="epoch", ylabel="loss", title="Validation curve")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    df = pd.DataFrame({k: history[k] for k in ("train_loss", "val_loss")})
    if df["train_loss"].min() > target_loss:
        return "underfitting"
    return "overfitting" if df["val_loss"].iloc[-1] - df["val_loss"].min() > gap else "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    seed_everything(seed)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(X_train)

    def loader(features, labels, shuffle=False):
        ds = TensorDataset(torch.FloatTensor(scaler.transform(features)), torch.FloatTensor(labels).unsqueeze(1))
        return DataLoader(ds, batch_size=64, shuffle=shuffle, pin_memory=torch.cuda.is_available())

    train_loader, val_loader, test_loader = loader(X_train, y_train, True), loader(X_val, y_val), loader(X_test, y_test)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=5e-3)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state, bad = float("inf"), None, None, 0
    pbar = trange(1, max_epochs + 1)
    for epoch in pbar:
        for phase, dl in (("train", train_loader), ("val", val_loader)):
            model.train(phase == "train")
            total = 0.0
            with torch.set_grad_enabled(phase == "train"):
                for xb, yb in dl:
                    xb, yb = xb.to(device, non_blocking=True), yb.to(device, non_blocking=True)
                    loss = criterion(model(xb), yb)
                    if phase == "train":
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    total += loss.item() * len(xb)
            history[f"{phase}_loss"].append(total / len(dl.dataset))
        pbar.set_postfix(**{k: v[-1] for k, v in history.items()})
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch, bad = history["val_loss"][-1], epoch, 0
            best_state = copy.deepcopy(model.state_dict())
        else:
            bad += 1
            if bad >= patience:
                break
    model.load_state_dict(best_state)
    test = track_metrics(model, test_loader, MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}), device)
    return {"history": history, "best_epoch": best_epoch, "test_accuracy": test["acc"], "test_f1": test["f1"], "model": model}
