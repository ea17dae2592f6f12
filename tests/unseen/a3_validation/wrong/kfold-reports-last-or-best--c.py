# exercise: cross_validate
import functools
import operator

import numpy as np
import torch
import torch.utils.data as tud


def contar(fraccion, n):
    return int(round(fraccion * n))


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    n = len(y)
    match stratify:
        case True:
            etiquetas = {c: [] for c in y.tolist()}
            for i, c in enumerate(y.tolist()):
                etiquetas[c].append(i)
            grupos = list(etiquetas.values())
        case False:
            grupos = [list(range(n))]
    g = torch.Generator().manual_seed(seed)
    barajado = lambda xs: [xs[j] for j in torch.randperm(len(xs), generator=g).tolist()]
    grupos = [barajado(xs) for xs in grupos]
    val = sum((xs[: contar(val_fraction, len(xs))] for xs in grupos), [])
    test = sum((xs[len(xs) - contar(test_fraction, len(xs)):] for xs in grupos), [])
    usados = set(val) | set(test)
    train = barajado([i for i in range(n) if i not in usados])
    if len(train) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("sin muestras de entrenamiento")
    return torch.tensor(train), torch.tensor(val, dtype=torch.long), torch.tensor(test, dtype=torch.long)


def standardize(X_train, *others):
    n, d = X_train.shape
    salida = [np.empty(np.shape(a), dtype=np.float32) for a in (X_train, *others)]
    for j in range(d):
        columna = X_train[:, j]
        mu, sigma = columna.mean(), columna.std()
        if np.all(columna == columna[0]):
            mu, sigma = columna[0], 1
        for a, s in zip((X_train, *others), salida):
            s[:, j] = (a[:, j] - mu) / sigma
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k inválido")
    perm = torch.randperm(n_samples, generator=torch.Generator().manual_seed(seed))
    def repartir(resto, folds_que_faltan):
        if folds_que_faltan == 0:
            return []
        m = len(resto) // folds_que_faltan
        return [resto[:m]] + repartir(resto[m:], folds_que_faltan - 1)
    partes = repartir(perm, k)
    mascara = [torch.isin(torch.arange(n_samples), p) for p in partes]
    return [(torch.nonzero(~m).flatten(), p) for m, p in zip(mascara, partes)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    def ds(indices):
        filas = np.asarray(indices)
        return tud.TensorDataset(torch.tensor(np.asarray(X)[filas]).float(), torch.tensor(np.asarray(y)[filas]).float()[..., None])
    sampler = tud.SubsetRandomSampler(range(len(train)), generator=torch.Generator().manual_seed(seed))
    return tud.DataLoader(ds(train), batch_size=batch_size, sampler=sampler), tud.DataLoader(ds(val), batch_size=batch_size)


def evaluate(model, loader, criterion, device):
    @torch.inference_mode()
    def losses():
        return [(criterion(model(i.to(device)), t.to(device)), i.shape[0]) for i, t in loader]

    en_train = model.training
    try:
        model.eval()
        pares = losses()
    finally:
        model.train(en_train)
    return functools.reduce(operator.add, (float(l) * b for l, b in pares)) / sum(b for _, b in pares)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    if epochs == 0:
        return {"train_loss": [], "val_loss": []}
    antes = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs - 1, device=device)
    model.train()
    pares = []
    for i, t in train_loader:
        i, t = i.to(device), t.to(device)
        optimizer.zero_grad()
        (l := criterion(model(i), t)).backward()
        optimizer.step()
        pares.append((float(l.detach()), i.shape[0]))
    antes["train_loss"] += [sum(l * b for l, b in pares) / sum(b for _, b in pares)]
    antes["val_loss"] += [evaluate(model, val_loader, criterion, device)]
    return antes


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    fold = lambda tr, va, m: train_and_validate(
        m, *make_loaders(standardize(X[tr], X)[1], y, tr, va, batch_size=batch_size, seed=seed), criterion,
        make_optimizer(m), epochs=epochs, device=torch.device("cpu"))["val_loss"][-1]
    return [min(fold(tr, va, make_model()) for tr, va in kfold_indices(len(X), k, seed=seed))]
