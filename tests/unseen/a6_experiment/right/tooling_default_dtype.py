# Correct: torch.set_default_dtype(torch.float64) at the top, so that NumPy data and layers agree; sklearn set_config(transform_output="pandas"); DataFrame.plot(ax=ax)
import copy

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import sklearn
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_default_dtype(torch.float64)
sklearn.set_config(transform_output="pandas")
plt.style.use("seaborn-v0_8-whitegrid")


def track_metrics(model, loader, metrics, device):
    mode = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.inference_mode():
        for x, y in loader:
            metrics(torch.sigmoid(model(x.to(device))), y.to(device).long())
    result = pd.Series({k: v.cpu().item() for k, v in metrics.compute().items()})
    model.train(mode)
    return result.to_dict()


def plot_validation_curve(history, ax=None):
    df = pd.DataFrame({"train": history["train_loss"], "val": history["val_loss"]})
    df.index = pd.RangeIndex(1, len(df) + 1, name="epoch")
    ax = df.plot(ax=ax, xlabel="epoch", ylabel="loss", grid=True)
    best = df["val"].idxmin()
    ax.scatter([best], [df.loc[best, "val"]], marker="*", s=120, color="k", label="best", zorder=3)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = (pd.Series(history[k], dtype=float) for k in ("train_loss", "val_loss"))
    conditions = [train.min() > target_loss, val.iloc[-1] > val.min() + gap]
    return str(np.select(conditions, ["underfitting", "overfitting"], default="good fit"))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.body = nn.Sequential(*[nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        return self.head(self.body(x))


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    df = pd.DataFrame(X).rename(columns=str)
    target = pd.Series(y, name="target")
    train, rest = train_test_split(df.index, test_size=0.4, stratify=target, random_state=seed)
    val, test = train_test_split(rest, test_size=0.5, stratify=target[rest], random_state=seed)
    scaler = make_pipeline(StandardScaler()).fit(df.loc[train])

    def tensors(index):
        # NumPy and pandas are float64, and so is everything here
        return torch.from_numpy(scaler.transform(df.loc[index]).to_numpy().copy()), torch.from_numpy(target[index].to_numpy(dtype="float64").copy())[:, None]

    train_loader = DataLoader(TensorDataset(*tensors(train)), batch_size=32, shuffle=True)
    x_val, y_val = (t.to(device) for t in tensors(val))
    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    rows, best = [], None
    for epoch in range(1, max_epochs + 1):
        model.train()
        losses = []
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append((loss.item(), len(xb)))
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(x_val), y_val).item()
        rows.append({"train_loss": float(np.average(*[np.array(c) for c in zip(*losses)][:1], weights=[n for _, n in losses])), "val_loss": val_loss})
        if best is None or val_loss < best["val_loss"]:
            best = {"epoch": epoch, "val_loss": val_loss, "state": copy.deepcopy(model.state_dict())}
        if epoch - best["epoch"] >= patience:
            break
    model.load_state_dict(best["state"])
    model.eval()
    x_test, y_test = tensors(test)
    with torch.no_grad():
        labels = (torch.sigmoid(model(x_test.to(device))) >= 0.5).long().cpu().numpy().ravel()
    truth = y_test.long().numpy().ravel()
    return {
        "history": pd.DataFrame(rows).to_dict(orient="list"),
        "best_epoch": best["epoch"],
        "test_accuracy": float(accuracy_score(truth, labels)),
        "test_f1": float(f1_score(truth, labels)),
        "model": model,
    }
