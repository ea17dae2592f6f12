import numpy as np, torch
from torch.utils.data import DataLoader as DL, TensorDataset as TD
from itertools import chain
T = lambda a: torch.as_tensor(np.asarray(a), dtype=torch.float32)
CPU = torch.device("cpu")

def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if (s := val_fraction + test_fraction) >= 1: raise ValueError(s)
    p = np.random.RandomState(seed).permutation(len(y)); k = np.asarray(y)[p] if stratify else np.zeros(len(p))
    cut = lambda g: np.split(g, [r := round(len(g) * val_fraction), min(len(g), r + round(len(g) * test_fraction))])
    val, test, train = map(np.concatenate, zip(*(cut(p[k == c]) for c in np.unique(k))))
    if not len(train): raise ValueError("train vacío")
    return train, val, test

def standardize(X_train, *others):
    X = np.float64(X_train); m = X.mean(0); s = np.where((X == X[0]).all(0), 1, X.std(0))
    return *(np.float32((np.float64(A) - m) / s) for A in (X, *others)),

def kfold_indices(n_samples, k, *, seed):
    if not 1 < k <= n_samples: raise ValueError(k)
    p = np.random.RandomState(seed).permutation(n_samples)
    return [(np.delete(p, v), p[v]) for v in np.array_split(np.arange(n_samples), k)]

def make_loaders(X, y, train, val, *, batch_size, seed):
    ds = lambda i: TD(T(X)[(j := np.asarray(i, dtype=np.int64))], T(y)[j].unsqueeze(-1))
    return DL(ds(train), batch_size, True, generator=torch.Generator().manual_seed(seed)), DL(ds(val), batch_size)

def _epoch(model, loader, criterion, device, opt=None):
    t = n = 0
    for x, y in loader:
        l = criterion(model(x.to(device)), y.to(device)); t += l.item() * len(x); n += len(x)
        if opt: opt.zero_grad(); l.backward(); opt.step()
    return t / n

@torch.inference_mode()
def evaluate(model, loader, criterion, device):
    was = model.training
    try: return _epoch(model.eval(), loader, criterion, device)
    finally: model.train(was)

def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    h = [(_epoch(model.train(), train_loader, criterion, device, optimizer), evaluate(model, val_loader, criterion, device)) for _ in range(epochs)]
    return dict(zip(("train_loss", "val_loss"), map(list, zip(*h)) if h else ([], [])))

cross_validate = lambda make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed: [
    train_and_validate(m := make_model(), *make_loaders(standardize(X[t], X)[1], y, t, v, batch_size=batch_size, seed=seed),
                       criterion, make_optimizer(m), epochs=epochs, device=CPU)["val_loss"][-1]
    for t, v in kfold_indices(len(X), k, seed=seed)]
