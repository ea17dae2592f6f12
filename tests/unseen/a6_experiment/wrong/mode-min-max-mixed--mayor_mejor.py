# exercise: run_experiment
# mistake: Early stopping treats the validation loss like an accuracy: the highest counts as the best.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best_score = None
        self.counter = 0
        self.epoch = 0
        self.state = None

    def __call__(self, score, epoch, model):
        if self.best_score is None or score > self.best_score:
            self.best_score = score
            self.counter = 0
            self.epoch = epoch
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.counter += 1
        return self.counter >= self.patience


def track_metrics(model, loader, metrics, device):
    flag = model.training
    model.eval()
    metrics.reset()
    metrics.to("cpu")
    ps, ts = [], []
    with torch.no_grad():
        for x, t in loader:
            ps.append(model(x.to(device)).sigmoid().cpu())
            ts.append(t.to(device).long().cpu())
    metrics.update(torch.cat(ps), torch.cat(ts))
    model.train(flag)
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = plt.subplots()[1] if ax is None else ax
    t = [*range(1, len(history["train_loss"]) + 1)]
    ax.plot(t, history["train_loss"], color="C0", label="train")
    ax.plot(t, history["val_loss"], color="C1", label="val")
    k = int(np.argmin(history["val_loss"]))
    ax.plot([t[k]], [history["val_loss"][k]], "k*", markersize=12, label="mejor")
    ax.set_xlabel("épocas")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if sorted(history["train_loss"])[0] > target_loss:
        return "underfitting"
    peor = history["val_loss"][-1] - sorted(history["val_loss"])[0]
    return "overfitting" if peor > gap else "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X0, Xt, y0, yt = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    Xe, Xv, ye, yv = train_test_split(X0, y0, test_size=0.25, random_state=seed, stratify=y0)
    s = StandardScaler().fit(Xe)
    f = lambda A: torch.tensor(s.transform(A), dtype=torch.float32, device=device)
    g = lambda b: torch.tensor(b, dtype=torch.float32, device=device).unsqueeze(1)
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    bce = nn.BCEWithLogitsLoss()
    stop = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    A, b, V, v = f(Xe), g(ye), f(Xv), g(yv)
    for epoch in range(1, max_epochs + 1):
        net.train()
        tot = 0.0
        for i in torch.randperm(len(A)).split(64):
            opt.zero_grad()
            loss = bce(net(A[i]), b[i])
            loss.backward()
            opt.step()
            tot += loss.item() * len(i)
        net.eval()
        with torch.no_grad():
            val = bce(net(V), v).item()
        history["train_loss"].append(tot / len(A))
        history["val_loss"].append(val)
        if stop(val, epoch, net):
            break
    net.load_state_dict(stop.state)
    net.eval()
    with torch.no_grad():
        p = (net(f(Xt))[:, 0] >= 0).long().tolist()
    return dict(history=history, best_epoch=stop.epoch, test_accuracy=float(accuracy_score(yt, p)),
                test_f1=float(f1_score(yt, p)), model=net)
