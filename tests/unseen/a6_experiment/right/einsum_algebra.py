# Parameters as matrices, batches as slices of a permuted matrix, scores from inner products of 0/1 vectors.
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from torch import nn


def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    mode = model.training
    model.eval()
    try:
        for inputs, targets in loader:
            with torch.no_grad():
                p = torch.sigmoid(torch.einsum("ni->n", model(inputs.to(device))))
            metrics.update(p, torch.einsum("ni->n", targets.to(device)).to(torch.uint8).int())
    finally:
        model.train(mode)
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot(111)
    table = np.array([history["train_loss"], history["val_loss"]], dtype=float).T
    n = len(table)
    x = np.linspace(1, n, n)
    train, val = ax.plot(x, table[:, 0], x, table[:, 1])
    train.set_label("L_train")
    val.set_label("L_val")
    k = int(np.nanargmin(table[:, 1]))
    ax.axvline(x[k], ymin=0.0, ymax=1.0, color="tab:purple", lw=1)
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss")
    ax.legend(handles=[train, val])
    return ax


def diagnose(history, *, target_loss, gap):
    under = min(history["train_loss"]) > target_loss
    over = history["val_loss"][-1] - min(history["val_loss"]) > gap
    return ["good fit", "overfitting", "underfitting", "underfitting"][2 * int(under) + int(over)]


class MatrixNet(nn.Module):
    """x -> relu(x W1 + b1) -> relu(. W2 + b2) -> . w3 + b3, weights stored as (in, out)."""

    def __init__(self, sizes):
        super().__init__()
        self.W = nn.ParameterList([nn.Parameter(torch.randn(a, b) * (2 / a) ** 0.5) for a, b in zip(sizes, sizes[1:])])
        self.b = nn.ParameterList([nn.Parameter(torch.zeros(b)) for b in sizes[1:]])

    def forward(self, x):
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            x = torch.addmm(b, x if i == 0 else torch.relu(x), W)
        return x


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    generator = torch.Generator().manual_seed(seed)
    rows = np.arange(len(X))
    rest, test = train_test_split(rows, test_size=0.2, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=seed)
    A = X[train].astype(np.float64)
    mu = np.full(len(A), 1 / len(A)) @ A
    sigma = np.sqrt(np.einsum("ij,ij->j", A - mu, A - mu) / len(A))
    sigma[A.max(0) == A.min(0)] = 1.0
    D = np.diag(1 / sigma)
    Z = {name: torch.tensor((X[part] - mu) @ D, dtype=torch.float32, device=device) for name, part in
         (("train", train), ("val", val), ("test", test))}
    t = {name: torch.tensor(y[part], dtype=torch.float32, device=device)[:, None] for name, part in
         (("train", train), ("val", val), ("test", test))}

    torch.manual_seed(seed)
    model = MatrixNet([X.shape[1], 32, 64, 1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    history = {"train_loss": [], "val_loss": []}
    best, kept = None, None
    for epoch in range(1, max_epochs + 1):
        model.train()
        order = torch.randperm(len(train), generator=generator).to(device)
        losses, sizes = [], []
        for Zb, tb in zip(Z["train"][order].split(32), t["train"][order].split(32)):
            loss = criterion(model(Zb), tb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(len(Zb))
        history["train_loss"].append(float(np.dot(losses, sizes) / len(train)))
        model.eval()
        with torch.no_grad():
            history["val_loss"].append(criterion(model(Z["val"]), t["val"]).item())
        if best is None or history["val_loss"][-1] < history["val_loss"][best - 1]:
            best, kept = epoch, [p.detach().clone() for p in model.parameters()]
        elif epoch - best >= patience:
            break
    with torch.no_grad():
        for p, k in zip(model.parameters(), kept):
            p.copy_(k)
        predicted = (model.eval()(Z["test"]) >= 0).double().flatten()
    actual = t["test"].double().flatten()
    tp = torch.dot(predicted, actual).item()
    right = tp + torch.dot(1 - predicted, 1 - actual).item()
    positives = (predicted.sum() + actual.sum()).item()
    return {
        "history": history,
        "best_epoch": best,
        "test_accuracy": right / len(test),
        "test_f1": 2 * tp / positives if positives else 0.0,
        "model": model,
    }
