# how: terse; all logits collected and given to the collection once; scatter as mark; fill_between the curves; linear model plus one hidden layer trained with full-batch Adam; test metrics by hand
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split as tts

def _logits(model, loader, device):
    t = model.training; model.eval()
    with torch.inference_mode(): zs, ys = zip(*[(model(x.to(device)), y) for x, y in loader])
    model.train(t)
    return torch.cat(zs), torch.cat(ys).to(device)

def track_metrics(model, loader, metrics, device):
    z, y = _logits(model, loader, device)
    (m := metrics.to(device)).reset()
    m(z.sigmoid(), y.int())
    return {k: v.cpu().item() for k, v in m.compute().items()}

def plot_validation_curve(history, ax=None):
    ax = ax or plt.subplots()[1]
    t, v = map(np.asarray, (history["train_loss"], history["val_loss"])); e = np.arange(len(v)) + 1; b = v.argmin()
    ax.plot(e, t, label="train"); ax.plot(e, v, label="val")
    ax.fill_between(e, t, v, alpha=.1)
    ax.scatter(e[b], v[b], s=80, c="k", marker="*", zorder=3, label="best")
    ax.set_xlabel("epoch"), ax.set_ylabel("loss"), ax.legend()
    return ax

diagnose = lambda history, *, target_loss, gap: "underfitting" if min(history["train_loss"]) > target_loss else ("good fit", "overfitting")[history["val_loss"][-1] - min(history["val_loss"]) > gap]

def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    Xr, Xte, yr, yte = tts(X, y, test_size=.2, stratify=y, random_state=seed)
    Xtr, Xva, ytr, yva = tts(Xr, yr, test_size=.25, stratify=yr, random_state=seed)
    mu, sd = Xtr.mean(0), Xtr.std(0); sd = np.where(sd > 0, sd, 1)
    T = lambda a: torch.as_tensor((a - mu) / sd, dtype=torch.float32, device=device)
    L = lambda a: torch.as_tensor(a, dtype=torch.float32, device=device).unsqueeze(1)
    xt, yt, xv, yv = T(Xtr), L(ytr), T(Xva), L(yva)
    net = nn.Sequential(nn.Linear(X.shape[1], 64), nn.ReLU(), nn.Dropout(.3), nn.Linear(64, 1)).to(device)
    opt, crit = torch.optim.Adam(net.parameters(), 1e-2, weight_decay=1e-3), F.binary_cross_entropy_with_logits
    h, best = {"train_loss": [], "val_loss": []}, (float("inf"), 0, None)
    for ep in range(1, max_epochs + 1):
        net.train(); opt.zero_grad(); l = crit(net(xt), yt); l.backward(); opt.step(); h["train_loss"].append(l.item())
        net.eval()
        with torch.no_grad(): v = crit(net(xv), yv).item()
        h["val_loss"].append(v)
        if v < best[0]: best = v, ep, {k: w.clone() for k, w in net.state_dict().items()}
        if ep - best[1] >= patience: break
    net.load_state_dict(best[2]); net.eval()
    with torch.no_grad(): p = (net(T(Xte)).sigmoid().squeeze(1) >= .5).cpu().numpy()
    tp, fp, fn = (p & (yte == 1)).sum(), (p & (yte == 0)).sum(), (~p & (yte == 1)).sum()
    return dict(history=h, best_epoch=best[1], test_accuracy=float((p == yte).mean()), test_f1=float(2 * tp / max(2 * tp + fp + fn, 1)), model=net)
