# Classes for everything: Evaluator, CurvePlot, Diagnosis, Experiment.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Evaluator(object):
    def __init__(self, model, metrics, device):
        self.model, self.metrics, self.device = model, metrics.to(device), device

    def run(self, loader):
        self.metrics.reset()
        was_training = self.model.training
        self.model.eval()
        try:
            with torch.no_grad():
                for inputs, targets in loader:
                    logits = self.model(inputs.to(self.device))
                    probabilities = torch.sigmoid(logits).squeeze(1)
                    self.metrics.update(probabilities, targets.to(self.device).squeeze(1).long())
        finally:
            self.model.train(was_training)
        return dict((name, float(value)) for name, value in self.metrics.compute().items())


def track_metrics(model, loader, metrics, device):
    return Evaluator(model, metrics, device).run(loader)


class CurvePlot(object):
    def __init__(self, history, ax):
        if ax is None:
            figure, ax = plt.subplots()
        self.ax = ax
        self.train, self.val = history["train_loss"], history["val_loss"]
        self.epochs = list(range(1, len(self.val) + 1))

    def best(self):
        return self.epochs[self.val.index(min(self.val))]

    def draw(self):
        self.ax.plot(self.epochs, self.train, "b-", label="training")
        self.ax.plot(self.epochs, self.val, "r-", label="validation")
        self.ax.axvline(self.best(), color="k", linestyle="--")
        self.ax.set_xlabel("epoch")
        self.ax.set_ylabel("loss")
        self.ax.legend()
        return self.ax


def plot_validation_curve(history, ax=None):
    return CurvePlot(history, ax).draw()


class Diagnosis(object):
    def __init__(self, history):
        self.train, self.val = history["train_loss"], history["val_loss"]

    def say(self, target_loss, gap):
        if min(self.train) > target_loss:
            return "underfitting"
        if self.val[-1] - min(self.val) > gap:
            return "overfitting"
        return "good fit"


def diagnose(history, *, target_loss, gap):
    return Diagnosis(history).say(target_loss, gap)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features):
        super(BinaryClassifier, self).__init__()
        self.fc1 = nn.Linear(in_features, 32)
        self.fc2 = nn.Linear(32, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.out(x)


class Experiment(object):
    def __init__(self, seed, device, max_epochs, patience):
        self.seed, self.device, self.max_epochs, self.patience = seed, device, max_epochs, patience

    def split(self, X, y):
        X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=self.seed)
        X_train, X_val, y_train, y_val = train_test_split(
            X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=self.seed
        )
        scaler = StandardScaler().fit(X_train)
        parts = [(X_train, y_train), (X_val, y_val), (X_test, y_test)]
        return [self.dataset(scaler.transform(a), b) for a, b in parts]

    def dataset(self, X, y):
        return TensorDataset(
            torch.tensor(X, dtype=torch.float32), torch.tensor(np.array(y), dtype=torch.float32).reshape(-1, 1)
        )

    def epoch(self, loader):
        self.model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(inputs)
        return total / len(loader.dataset)

    def forward(self, dataset):
        inputs, targets = dataset.tensors
        self.model.eval()
        with torch.no_grad():
            return self.model(inputs.to(self.device)), targets.to(self.device)

    def run(self, X, y):
        train, val, test = self.split(X, y)
        torch.manual_seed(self.seed)
        self.model = BinaryClassifier(X.shape[1]).to(self.device)
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.005)
        generator = torch.Generator().manual_seed(self.seed)
        loader = DataLoader(train, batch_size=32, shuffle=True, generator=generator)
        history = {"train_loss": [], "val_loss": []}
        best_epoch, best_state, waited = 0, None, 0
        for epoch in range(1, self.max_epochs + 1):
            history["train_loss"].append(self.epoch(loader))
            history["val_loss"].append(self.criterion(*self.forward(val)).item())
            if best_state is None or history["val_loss"][-1] < history["val_loss"][best_epoch - 1]:
                best_epoch, best_state, waited = epoch, copy.deepcopy(self.model.state_dict()), 0
            else:
                waited += 1
            if waited == self.patience:
                break
        self.model.load_state_dict(best_state)
        logits, targets = self.forward(test)
        predicted = (logits > 0).long().cpu().numpy().ravel()
        actual = targets.long().cpu().numpy().ravel()
        return {
            "history": history,
            "best_epoch": best_epoch,
            "test_accuracy": float(accuracy_score(actual, predicted)),
            "test_f1": float(f1_score(actual, predicted)),
            "model": self.model,
        }


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    return Experiment(seed, device, max_epochs, patience).run(X, y)
