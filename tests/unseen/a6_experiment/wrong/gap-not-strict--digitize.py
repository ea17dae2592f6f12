# exercise: diagnose
# mistake: np.digitize puts a rise of exactly gap in the upper bin, so it is called overfitting.
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn import metrics as skm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from torch import nn


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    logits, targets = [], []
    with torch.no_grad():
        for inputs, target in loader:
            logits.append(model(inputs.to(device)).squeeze(1))
            targets.append(target.to(device).squeeze(1))
    model.train(was_training)
    metrics = metrics.to(device)
    metrics.reset()
    metrics.update(torch.cat(logits).sigmoid(), torch.cat(targets).long())
    return {name: metric.compute().item() for name, metric in metrics.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().gca()
    epochs = [i + 1 for i in range(len(history["train_loss"]))]
    line_train = ax.plot(epochs, history["train_loss"], label="train score (loss)")[0]
    line_val = ax.plot(epochs, history["val_loss"], label="validation score (loss)")[0]
    first_min = epochs[history["val_loss"].index(min(history["val_loss"]))]
    ax.vlines(first_min, *ax.get_ylim(), colors="gray", linestyles="dashed")
    ax.set(xlabel="number of epochs", ylabel="log loss", title="Validation curve")
    ax.legend(handles=[line_train, line_val])
    return ax


def diagnose(history, *, target_loss, gap):
    train_loss, val_loss = map(np.array, (history["train_loss"], history["val_loss"]))
    if np.all(train_loss > target_loss):
        return "underfitting"
    rise = val_loss[-1] - np.min(val_loss)
    # bin 0: up to gap; bin 1: beyond it
    return ["good fit", "overfitting"][int(np.digitize(rise, bins=[gap]))]


class TorchClassifier(ClassifierMixin, BaseEstimator):
    """A network with the interface of scikit-learn. Full-batch training, early stopping on eval_set."""

    def __init__(self, hidden=32, lr=0.01, max_epochs=200, patience=10, seed=0, device="cpu"):
        self.hidden = hidden
        self.lr = lr
        self.max_epochs = max_epochs
        self.patience = patience
        self.seed = seed
        self.device = device

    def _as_tensor(self, a):
        return torch.as_tensor(np.asarray(a, dtype=np.float32), device=self.device)

    def _snapshot(self):
        return {name: tensor.detach().clone() for name, tensor in self.net_.state_dict().items()}

    def fit(self, X, y, eval_set):
        torch.manual_seed(self.seed)
        self.classes_ = np.array([0, 1])
        self.net_ = nn.Sequential(nn.Linear(X.shape[1], self.hidden), nn.ReLU(), nn.Linear(self.hidden, 1))
        self.net_.to(self.device)
        optimizer = torch.optim.Adam(self.net_.parameters(), lr=self.lr)
        criterion = nn.BCEWithLogitsLoss()
        data, target = self._as_tensor(X), self._as_tensor(y)[:, None]
        eval_data, eval_target = self._as_tensor(eval_set[0]), self._as_tensor(eval_set[1])[:, None]

        self.history_ = {"train_loss": [], "val_loss": []}
        best_loss, self.best_epoch_, best_state, rounds = np.inf, None, self._snapshot(), 0
        for epoch in range(self.max_epochs):
            self.net_.train()
            optimizer.zero_grad()
            loss = criterion(self.net_(data), target)
            loss.backward()
            optimizer.step()

            self.net_.eval()
            with torch.no_grad():
                eval_loss = criterion(self.net_(eval_data), eval_target).item()
            self.history_["train_loss"].append(loss.item())
            self.history_["val_loss"].append(eval_loss)
            rounds += 1
            if eval_loss < best_loss:
                best_loss, self.best_epoch_, best_state, rounds = eval_loss, epoch + 1, self._snapshot(), 0
            if rounds >= self.patience:
                break
        self.net_.load_state_dict(best_state)
        return self

    def predict_proba(self, X):
        self.net_.eval()
        with torch.no_grad():
            p = torch.sigmoid(self.net_(self._as_tensor(X))).cpu().numpy()
        return np.hstack([1 - p, p])

    def predict(self, X):
        return (self.predict_proba(X)[:, 1] >= 0.5).astype(int)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_dev, X_test, y_dev, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_dev, y_dev, test_size=0.2, stratify=y_dev, random_state=seed)

    prepare = make_pipeline(StandardScaler(), FunctionTransformer(lambda a: a.astype(np.float32)))
    A_train = prepare.fit_transform(X_train)
    classifier = TorchClassifier(max_epochs=max_epochs, patience=patience, seed=seed, device=device)
    classifier.fit(A_train, y_train, eval_set=(prepare.transform(X_val), y_val))

    y_hat = classifier.predict(prepare.transform(X_test))
    return {
        "history": classifier.history_,
        "best_epoch": classifier.best_epoch_,
        "test_accuracy": float(skm.accuracy_score(y_test, y_hat)),
        "test_f1": float(skm.f1_score(y_test, y_hat, pos_label=1)),
        "model": classifier.net_,
    }
