import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    P, T = [], []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        with torch.no_grad():
            z = model(xb)
        P.append(torch.sigmoid(z).cpu().numpy())
        T.append(yb.cpu().numpy())
    model.train(modo)

    # todo a un vector largo, como en MATLAB
    P = np.concatenate(P).ravel()
    T = np.concatenate(T).ravel().astype(np.int64)

    # los vectores estan en CPU, asi que las metricas tambien
    metrics.to("cpu")
    metrics.reset()
    metrics.update(torch.from_numpy(P), torch.from_numpy(T))
    R = metrics.compute()
    return {k: float(R[k]) for k in R}


def plot_validation_curve(history, ax=None):
    if ax is None:
        plt.figure()
        ax = plt.subplot(1, 1, 1)

    L = np.array([history["train_loss"], history["val_loss"]], dtype=float)
    n = L.shape[1]
    t = np.arange(1, n + 1)
    k = L[1].argmin()

    h1, = ax.plot(t, L[0], "b-")
    h2, = ax.plot(t, L[1], "r-")
    h3, = ax.plot(t[k], L[1, k], "ko", markersize=8)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.set_title("Curva de validacion")
    ax.legend([h1, h2, h3], ["Entrenamiento", "Validacion", "Mejor epoch"])
    ax.grid(True)
    return ax


def diagnose(history, *, target_loss, gap):
    tr = np.array(history["train_loss"])
    va = np.array(history["val_loss"])
    if tr.min() > target_loss:
        d = "underfitting"
    elif va[-1] - va.min() > gap:
        d = "overfitting"
    else:
        d = "good fit"
    return d


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)

    X = np.asarray(X, dtype=np.float64)
    y = np.asarray(y).ravel().astype(int)

    # --- holdout estratificado a mano: 50% train, 20% val, 30% test de cada clase
    tr, va, te = [], [], []
    for c in (0, 1):
        idx = rng.permutation(np.flatnonzero(y == c))
        n_te = int(round(0.3 * idx.size))
        n_va = int(round(0.2 * idx.size))
        te.append(idx[:n_te])
        va.append(idx[n_te:n_te + n_va])
        tr.append(idx[n_te + n_va:])
    tr, va, te = map(np.concatenate, (tr, va, te))

    # --- z-score con train
    mu = X[tr].mean(axis=0)
    sigma = X[tr].std(axis=0)
    sigma[sigma == 0] = 1
    Z = (X - mu) / sigma

    def t(A):
        return torch.from_numpy(np.ascontiguousarray(A, dtype=np.float32)).to(device)

    Xtr, Xva, Xte = t(Z[tr]), t(Z[va]), t(Z[te])
    ytr, yva = t(y[tr, None]), t(y[va, None])

    net = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(),
        nn.Linear(64, 1),
    ).to(device)
    J = nn.BCEWithLogitsLoss()
    opt = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)

    N = tr.size
    B = 32
    Jtr, Jva = [], []
    Jbest, kbest, W = np.inf, 0, None
    quedan = patience
    k = 0
    while k < max_epochs and quedan > 0:
        k += 1
        net.train()
        orden = rng.permutation(N)
        acum = 0.0
        for i in range(0, N, B):
            b = torch.from_numpy(orden[i:i + B]).to(device)
            j = J(net(Xtr[b]), ytr[b])
            opt.zero_grad()
            j.backward()
            opt.step()
            acum += j.item() * b.numel()
        Jtr.append(acum / N)

        net.eval()
        with torch.no_grad():
            Jva.append(J(net(Xva), yva).item())

        if Jva[-1] < Jbest:
            Jbest, kbest = Jva[-1], k
            W = {nombre: w.cpu().numpy().copy() for nombre, w in net.state_dict().items()}
            quedan = patience
        else:
            quedan -= 1

    if W is not None:
        net.load_state_dict({nombre: torch.from_numpy(w) for nombre, w in W.items()})

    # --- test, una sola vez
    net.eval()
    with torch.no_grad():
        p = torch.sigmoid(net(Xte)).cpu().numpy().ravel()
    yhat = (p >= 0.5).astype(int)
    tp = np.sum((yhat == 1) & (y[te] == 1))
    fp = np.sum((yhat == 1) & (y[te] == 0))
    fn = np.sum((yhat == 0) & (y[te] == 1))
    den = 2 * tp + fp + fn

    return dict(
        history=dict(train_loss=Jtr, val_loss=Jva),
        best_epoch=kbest,
        test_accuracy=float(np.mean(yhat == y[te])),
        test_f1=float(2 * tp / den) if den > 0 else 0.0,
        model=net,
    )
