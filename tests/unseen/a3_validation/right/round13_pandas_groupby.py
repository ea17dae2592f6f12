# how: pandas groupby and cumcount decide the split; evaluation collects all outputs and computes the loss once; set arithmetic for the folds (lists of ints)
import random
from collections import defaultdict

import numpy as np
import pandas as pd
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if not (0 <= val_fraction and 0 <= test_fraction and round(val_fraction + test_fraction, 12) < 1):
        raise ValueError("val_fraction + test_fraction tiene que ser menor que 1")
    df = pd.DataFrame({"y": np.asarray(y)})
    df["grupo"] = df["y"] if stratify else 0
    df = df.sample(frac=1.0, random_state=seed)
    puesto = df.groupby("grupo").cumcount()
    tamano = df.groupby("grupo")["y"].transform("size")
    n_val = (tamano * val_fraction).round()
    n_test = (tamano * test_fraction).round()
    df["parte"] = np.select([puesto < n_val, puesto < n_val + n_test], ["val", "test"], default="train")
    partes = {p: g.index.tolist() for p, g in df.groupby("parte")}
    if not partes.get("train"):
        raise ValueError("no quedan muestras para entrenar")
    return partes["train"], partes.get("val", []), partes.get("test", [])


def standardize(X_train, *others):
    base = pd.DataFrame(np.asarray(X_train, dtype="float64"))
    media, desv = base.mean(), base.std(ddof=0)
    desv[base.nunique() == 1] = 1.0

    def transformar(A):
        return ((pd.DataFrame(np.asarray(A, dtype="float64")) - media) / desv).to_numpy(dtype="float32")

    return tuple(map(transformar, [X_train, *others]))


def kfold_indices(n_samples, k, *, seed):
    if not 2 <= k <= n_samples:
        raise ValueError("k fuera de rango")
    orden = list(range(n_samples))
    random.Random(seed).shuffle(orden)
    grupos = defaultdict(list)
    for posicion, i in enumerate(orden):
        grupos[posicion % k].append(i)
    todos = set(orden)
    return [(sorted(todos - set(grupos[f])), grupos[f]) for f in range(k)]


def make_loaders(X, y, train, val, *, batch_size, seed):
    train, val = np.array(train, dtype=int), np.array(val, dtype=int)
    X = np.asarray(X, dtype=np.float32)
    Y = np.asarray(y, dtype=np.float32)[:, None]
    ds_train = TensorDataset(torch.from_numpy(X[train]), torch.from_numpy(Y[train]))
    ds_val = TensorDataset(torch.from_numpy(X[val]), torch.from_numpy(Y[val]))
    azar = RandomSampler(ds_train, generator=torch.Generator().manual_seed(seed))
    return (
        DataLoader(ds_train, batch_sampler=BatchSampler(azar, batch_size=batch_size, drop_last=False)),
        DataLoader(ds_val, batch_size=max(len(ds_val), 1)),
    )


@torch.no_grad()
def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    salidas, objetivos = [], []
    for x, t in loader:
        salidas.append(model(x.to(device)))
        objetivos.append(t.to(device))
    model.train(mode=modo)
    return criterion(torch.cat(salidas), torch.cat(objetivos)).item()


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    filas = []
    for epoch in range(1, epochs + 1):
        model.train()
        por_batch = []
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            loss = criterion(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            por_batch.append((loss.item(), len(t)))
        l, n = np.array(por_batch).T
        filas.append({"epoch": epoch, "train_loss": np.average(l, weights=n), "val_loss": evaluate(model, val_loader, criterion, device)})
    df = pd.DataFrame(filas, columns=["epoch", "train_loss", "val_loss"])
    return df[["train_loss", "val_loss"]].to_dict(orient="list")


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    resultado = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        torch.manual_seed(seed)
        Xs = np.empty(X.shape, dtype=np.float32)
        Xs[train], Xs[val] = standardize(X[train], X[val])
        red = make_model()
        h = train_and_validate(
            red,
            *make_loaders(Xs, y, train, val, batch_size=batch_size, seed=seed),
            criterion,
            make_optimizer(red),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        resultado.append(h["val_loss"][-1])
    return resultado
