# exercise: run_experiment
# mistake: the holdout is not stratified by the class
# organised the Lightning way: DataModule, module, Trainer
import copy

import matplotlib.pyplot as plt
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    metrics.to(device).reset()
    with torch.no_grad():
        for batch in loader:
            x, y = [item.to(device) for item in batch]
            metrics(torch.sigmoid(model(x)), y.int())
    model.train(training)
    return {name: metric.item() for name, metric in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure(figsize=(6, 4)).gca()
    train, val = history["train_loss"], history["val_loss"]
    epochs = [i + 1 for i in range(len(val))]
    best = epochs[val.index(min(val))]
    ax.plot(epochs, train, "b-", label="Training loss")
    ax.plot(epochs, val, "r-", label="Validation loss")
    ax.axvline(x=best, color="green", linestyle="--", label="Best model")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("BCE loss")
    ax.set_title("Learning curves")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = min(history["train_loss"])
    best_val = min(history["val_loss"])
    last_val = history["val_loss"][-1]
    if best_train > target_loss:
        verdict = "underfitting"
    elif last_val - best_val > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    return verdict


class DataModule:
    def __init__(self, X, y, seed, batch_size=32):
        self.X, self.y, self.seed, self.batch_size = X, y, seed, batch_size

    def setup(self):
        X_fit, self.X_test, y_fit, self.y_test = train_test_split(
            self.X, self.y, test_size=0.2, random_state=self.seed
        )
        X_train, X_val, self.y_train, self.y_val = train_test_split(
            X_fit, y_fit, test_size=0.2, random_state=self.seed
        )
        self.scaler = StandardScaler()
        self.X_train = self.scaler.fit_transform(X_train)
        self.X_val = self.scaler.transform(X_val)
        self.X_test = self.scaler.transform(self.X_test)

    def dataset(self, X, y):
        return TensorDataset(torch.tensor(X).float(), torch.tensor(y).float().view(-1, 1))

    def train_dataloader(self):
        g = torch.Generator()
        g.manual_seed(self.seed)
        return DataLoader(self.dataset(self.X_train, self.y_train), batch_size=self.batch_size, shuffle=True, generator=g)

    def val_dataloader(self):
        return DataLoader(self.dataset(self.X_val, self.y_val), batch_size=self.batch_size)

    def test_dataloader(self):
        return DataLoader(self.dataset(self.X_test, self.y_test), batch_size=self.batch_size)


class LitClassifier(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(in_features, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1)
        )
        self.criterion = nn.BCEWithLogitsLoss()

    def forward(self, x):
        return self.layers(x)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3)


class Trainer:
    def __init__(self, max_epochs, patience, device):
        self.max_epochs, self.patience, self.device = max_epochs, patience, device
        self.history = {"train_loss": [], "val_loss": []}

    def run(self, model, loader, optimizer=None):
        model.train(optimizer is not None)
        total, n = 0.0, 0
        with torch.set_grad_enabled(optimizer is not None):
            for x, y in loader:
                x, y = x.to(self.device), y.to(self.device)
                loss = model.criterion(model(x), y)
                if optimizer is not None:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item() * len(x)
                n += len(x)
        return total / n

    def fit(self, model, train_loader, val_loader):
        optimizer = model.configure_optimizers()
        self.best_loss, self.best_epoch, self.wait = float("inf"), None, 0
        for epoch in range(1, self.max_epochs + 1):
            self.history["train_loss"].append(self.run(model, train_loader, optimizer))
            val_loss = self.run(model, val_loader)
            self.history["val_loss"].append(val_loss)
            if val_loss < self.best_loss:
                self.best_loss = val_loss
                self.best_epoch = epoch
                self.best_state = copy.deepcopy(model.state_dict())
                self.wait = 0
            else:
                self.wait += 1
            if self.wait >= self.patience:
                break
        model.load_state_dict(self.best_state)

    @torch.no_grad()
    def predict(self, model, loader):
        model.eval()
        return torch.cat([(torch.sigmoid(model(x.to(self.device))) >= 0.5).long().cpu() for x, _ in loader]).view(-1)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    data = DataModule(X, y, seed)
    data.setup()
    model = LitClassifier(X.shape[1]).to(device)
    trainer = Trainer(max_epochs, patience, device)
    trainer.fit(model, data.train_dataloader(), data.val_dataloader())
    preds = trainer.predict(model, data.test_dataloader()).numpy()
    return {
        "history": trainer.history,
        "best_epoch": trainer.best_epoch,
        "test_accuracy": float(accuracy_score(data.y_test, preds)),
        "test_f1": float(f1_score(data.y_test, preds)),
        "model": model,
    }
