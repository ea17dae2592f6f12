# exercise: evaluate
import numpy as np, torch
from torch.utils.data import DataLoader, TensorDataset

def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    r = np.random.default_rng(seed)
    n = len(y)
    prioridad = r.random(n)                       # un número al azar por muestra
    clases = np.unique(y) if stratify else [0]
    parte = np.full(n, "train", dtype=object)
    for c in clases:
        miembros = np.flatnonzero(y == c) if stratify else np.arange(n)
        miembros = miembros[np.argsort(prioridad[miembros])]
        a = int(np.ceil(val_fraction * len(miembros) - 1e-9))
        b = int(np.ceil(test_fraction * len(miembros) - 1e-9))
        parte[miembros[:a]] = "val"
        parte[miembros[a:a + b]] = "test"
    orden = np.argsort(prioridad)
    train, val, test = [orden[parte[orden] == nombre] for nombre in ("train", "val", "test")]
    if len(train) < 1:
        raise ValueError("las fracciones no dejan muestras para train")
    return train, val, test

def standardize(X_train, *others):
    mu = X_train.mean(axis=0)
    centrados = [X - mu for X in (X_train,) + others]
    sigma = np.sqrt(np.mean(centrados[0] ** 2, axis=0))
    out = []
    for C in centrados:
        out.append(np.divide(C, sigma, out=C.copy(), where=sigma > 1e-9).astype(np.float32))
    return tuple(out)

def kfold_indices(n_samples, k, *, seed):
    if k < 2: raise ValueError("k < 2")
    if k > n_samples: raise ValueError("k > n_samples")
    r = np.random.default_rng(seed)
    grupo = r.permutation(np.arange(n_samples) % k)      # a qué fold va cada muestra
    return [(np.flatnonzero(grupo != f), np.flatnonzero(grupo == f)) for f in range(k)]

def make_loaders(X, y, train, val, *, batch_size, seed):
    train, val = np.asarray(train), np.asarray(val)
    t = TensorDataset(torch.from_numpy(X[train].astype(np.float32)), torch.from_numpy(y[train].astype(np.float32)).view(-1, 1))
    v = TensorDataset(torch.from_numpy(X[val].astype(np.float32)), torch.from_numpy(y[val].astype(np.float32)).view(-1, 1))
    gen = torch.Generator(device="cpu"); gen.manual_seed(seed)
    return DataLoader(t, batch_size=batch_size, shuffle=True, generator=gen, pin_memory=False), DataLoader(v, batch_size=batch_size)

def evaluate(model, loader, criterion, device):
    modos = {m: m.training for m in model.modules()}
    pedian = [p for p in model.parameters() if p.requires_grad]
    model.eval()
    for p in pedian:
        p.requires_grad_(False)
    total = 0.0; n = 0
    for bx, by in loader:
        perdida = torch.nn.functional.binary_cross_entropy_with_logits(model(bx.to(device)), by.to(device))
        total += perdida.item() * by.numel() / by[0].numel()
        n += len(by)
    for p in pedian:
        p.requires_grad_(True)
    for m, modo in modos.items():
        m.training = modo
    return total / n

def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historia = {"train_loss": [0.0] * epochs, "val_loss": [0.0] * epochs}
    for e in range(epochs):
        model.train()
        vistos = 0
        for bx, by in train_loader:
            perdida = criterion(model(bx.to(device)), by.to(device))
            perdida.backward()
            optimizer.step()
            model.zero_grad()
            # promedio que se va corrigiendo
            vistos += len(by)
            historia["train_loss"][e] += (perdida.item() - historia["train_loss"][e]) * len(by) / vistos
        historia["val_loss"][e] = evaluate(model, val_loader, criterion, device)
    return historia

def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    perdidas = np.zeros(k)
    for i, (tr, va) in enumerate(kfold_indices(X.shape[0], k, seed=seed)):
        X2 = X.astype(float)
        X2[tr], X2[va] = standardize(X[tr].astype(float), X[va].astype(float))
        lt, lv = make_loaders(X2, y, tr, va, batch_size=batch_size, seed=seed)
        m = make_model()
        perdidas[i] = train_and_validate(m, lt, lv, criterion, make_optimizer(m), epochs=epochs, device=torch.device("cpu"))["val_loss"][-1]
    return perdidas.tolist()
