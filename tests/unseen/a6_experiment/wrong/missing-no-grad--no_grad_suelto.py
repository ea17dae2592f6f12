# exercise: track_metrics
# mistake: Calls torch.no_grad() as a plain statement, which switches nothing off, and detaches afterwards.
import copy
import os
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    state = model.training
    model.eval()
    torch.no_grad()
    metrics = metrics.to(device)
    metrics.reset()
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        pred = model(X).detach()
        metrics(torch.sigmoid(pred), y.int())
    results = metrics.compute()
    model.train(state)
    return {key: float(results[key]) for key in results}


def plot_validation_curve(history, ax=None):
    # visualize the loss as the network trained
    if ax is None:
        fig = plt.figure(figsize=(10, 8))
        ax = fig.add_subplot(111)
    ax.plot(range(1, len(history["train_loss"]) + 1), history["train_loss"], label="Training Loss")
    ax.plot(range(1, len(history["val_loss"]) + 1), history["val_loss"], label="Validation Loss")

    # find position of lowest validation loss
    minposs = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.axvline(minposs, linestyle="--", color="r", label="Early Stopping Checkpoint")

    ax.set_xlabel("epochs")
    ax.set_ylabel("loss")
    ax.grid(True)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = min(history["train_loss"])
    if best_train > target_loss:
        return "underfitting"
    increase = history["val_loss"][-1] - min(history["val_loss"])
    if increase > gap:
        return "overfitting"
    return "good fit"


def seed_everything(seed):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


class EarlyStopping:
    """Early stops the training if validation loss doesn't improve after a given patience."""

    def __init__(self, patience=7):
        self.patience = patience
        self.counter = 0
        self.best_score = None
        self.best_epoch = None
        self.early_stop = False
        self.best_weights = None

    def __call__(self, val_loss, model, epoch):
        score = -val_loss
        if self.best_score is None or score > self.best_score:
            self.best_score = score
            self.best_epoch = epoch
            self.best_weights = copy.deepcopy(model.state_dict())
            self.counter = 0
        else:
            self.counter += 1
            if self.counter >= self.patience:
                self.early_stop = True


class NeuralNetwork(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(in_features, 64),
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.ReLU(),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.linear_relu_stack(x)


def train_loop(dataloader, model, loss_fn, optimizer, device):
    size = len(dataloader.dataset)
    model.train()
    train_loss = 0
    for X, y in dataloader:
        X, y = X.to(device), y.to(device)
        # Compute prediction and loss
        pred = model(X)
        loss = loss_fn(pred, y)

        # Backpropagation
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        train_loss += loss.item() * len(X)
    return train_loss / size


def test_loop(dataloader, model, loss_fn, device):
    size = len(dataloader.dataset)
    model.eval()
    test_loss = 0
    preds, trues = [], []
    with torch.no_grad():
        for X, y in dataloader:
            X, y = X.to(device), y.to(device)
            pred = model(X)
            test_loss += loss_fn(pred, y).item() * len(X)
            preds += (torch.sigmoid(pred) >= 0.5).int().flatten().tolist()
            trues += y.int().flatten().tolist()
    return test_loss / size, preds, trues


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    seed_everything(seed)
    X_tmp, X_test, y_tmp, y_test = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(
        X_tmp, y_tmp, test_size=0.25, random_state=seed, stratify=y_tmp
    )
    sc = StandardScaler()
    X_train = sc.fit_transform(X_train)
    X_val = sc.transform(X_val)
    X_test = sc.transform(X_test)

    def dataset(a, b):
        return TensorDataset(torch.FloatTensor(a), torch.FloatTensor(np.array(b, dtype=np.float32)).unsqueeze(1))

    train_dataloader = DataLoader(dataset(X_train, y_train), batch_size=32, shuffle=True)
    val_dataloader = DataLoader(dataset(X_val, y_val), batch_size=32)
    test_dataloader = DataLoader(dataset(X_test, y_test), batch_size=32)

    model = NeuralNetwork(X_train.shape[1]).to(device)
    loss_fn = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    early_stopping = EarlyStopping(patience=patience)

    history = {"train_loss": [], "val_loss": []}
    for t in range(max_epochs):
        history["train_loss"].append(train_loop(train_dataloader, model, loss_fn, optimizer, device))
        val_loss, _, _ = test_loop(val_dataloader, model, loss_fn, device)
        history["val_loss"].append(val_loss)
        early_stopping(val_loss, model, t + 1)
        if early_stopping.early_stop:
            break

    # load the last checkpoint with the best model
    model.load_state_dict(early_stopping.best_weights)
    _, preds, trues = test_loop(test_dataloader, model, loss_fn, device)
    return {
        "history": history,
        "best_epoch": early_stopping.best_epoch,
        "test_accuracy": float(accuracy_score(trues, preds)),
        "test_f1": float(f1_score(trues, preds)),
        "model": model,
    }
