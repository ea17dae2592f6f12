# exercise: plot_validation_curve
# mistake: The names given to the two columns are in the other order, so each curve carries the other's label.
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def np_sigmoid(z):
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    zs, ts = [], []
    with torch.no_grad():
        for xb, tb in loader:
            zs.append(model(xb.to(device)).cpu().numpy().ravel())
            ts.append(tb.cpu().numpy().ravel())
    model.train(training)

    p = np_sigmoid(np.concatenate(zs).astype(np.float64))
    t = np.concatenate(ts).astype(np.int64)
    metrics.reset()
    metrics.to("cpu")
    metrics.update(torch.from_numpy(p).float(), torch.from_numpy(t))
    return {k: float(v.numpy()) for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    curves = np.column_stack([history["train_loss"], history["val_loss"]]).astype(float)
    x = np.arange(1, len(curves) + 1)
    if ax is None:
        _, ax = plt.subplots()
    ax.plot(x, curves, "o-", ms=3, label=["validation loss", "train loss"])
    k = int(curves[:, 1].argmin())
    ax.axvline(x[k], color="0.5", lw=1)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend(loc="upper right")
    return ax


def diagnose(history, *, target_loss, gap):
    tr = np.asarray(history["train_loss"], dtype=float)
    va = np.asarray(history["val_loss"], dtype=float)
    if tr.min() > target_loss:
        return "underfitting"
    if va[-1] - va.min() > gap:
        return "overfitting"
    return "good fit"


def stratified_parts(y, rng, fractions=(0.6, 0.2, 0.2)):
    parts = ([], [], [])
    for c in np.unique(y):
        idx = rng.permutation(np.flatnonzero(y == c))
        cuts = np.round(np.cumsum(fractions)[:-1] * idx.size).astype(int)
        for part, piece in zip(parts, np.split(idx, cuts)):
            part.append(piece)
    return [rng.permutation(np.concatenate(p)) for p in parts]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=float), np.asarray(y).astype(int)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)

    i_tr, i_va, i_te = stratified_parts(y, rng)
    mu, sigma = X[i_tr].mean(axis=0), X[i_tr].std(axis=0)
    sigma = np.where(sigma > 0, sigma, 1.0)
    Z = torch.as_tensor((X - mu) / sigma, dtype=torch.float32, device=device)
    T = torch.as_tensor(y[:, None], dtype=torch.float32, device=device)

    net = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)

    train_loss, val_loss, weights = [], [], []
    for _ in range(max_epochs):
        net.train()
        acc = 0.0
        order = rng.permutation(i_tr)
        for lo in range(0, order.size, 32):
            b = torch.as_tensor(order[lo : lo + 32], device=device)
            opt.zero_grad()
            loss = criterion(net(Z[b]), T[b])
            loss.backward()
            opt.step()
            acc += loss.item() * b.numel()
        train_loss.append(acc / i_tr.size)

        net.eval()
        with torch.no_grad():
            val_loss.append(criterion(net(Z[i_va]), T[i_va]).item())
        weights.append({k: v.clone() for k, v in net.state_dict().items()})
        if len(val_loss) - 1 - int(np.argmin(val_loss)) >= patience:
            break

    k = int(np.argmin(val_loss))
    net.load_state_dict(weights[k])
    net.eval()
    with torch.no_grad():
        z = net(Z[i_te]).cpu().numpy().ravel()
    pred, true = np_sigmoid(z) >= 0.5, y[i_te] == 1
    tp, fp, fn = (pred & true).sum(), (pred & ~true).sum(), (~pred & true).sum()
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": k + 1,
        "test_accuracy": float((pred == true).mean()),
        "test_f1": float(2 * tp / (2 * tp + fp + fn)) if tp else 0.0,
        "model": net,
    }
