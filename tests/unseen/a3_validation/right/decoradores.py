import functools

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def sin_grafo_y_en_eval(funcion):
    @functools.wraps(funcion)
    def envoltura(model, *args, **kwargs):
        modo = model.training
        model.eval()
        try:
            with torch.no_grad():
                return funcion(model, *args, **kwargs)
        finally:
            model.train(modo)

    return envoltura


def exige(condicion, mensaje):
    """Decorador: lanza ValueError si los argumentos no cumplen la condición."""

    def decorador(funcion):
        @functools.wraps(funcion)
        def envoltura(*args, **kwargs):
            if not condicion(*args, **kwargs):
                raise ValueError(mensaje)
            return funcion(*args, **kwargs)

        return envoltura

    return decorador


@exige(lambda y, *, val_fraction, test_fraction, **_: val_fraction + test_fraction < 1, "no queda train")
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    g = torch.Generator().manual_seed(seed)
    n = len(y)
    orden = torch.randperm(n, generator=g)
    if stratify:
        etiquetas = torch.from_numpy(np.array(y))[orden]
        grupos = [orden[etiquetas == c] for c in torch.unique(etiquetas)]
    else:
        grupos = [orden]
    train, val, test = [], [], []
    for grupo in grupos:
        n_val = int(round(val_fraction * len(grupo)))
        n_test = int(round(test_fraction * len(grupo)))
        n_train = len(grupo) - n_val - n_test
        a, b, c = torch.split(grupo, [n_train, n_val, n_test])
        train.append(a)
        val.append(b)
        test.append(c)
    train, val, test = torch.cat(train), torch.cat(val), torch.cat(test)
    if train.numel() == 0:
        raise ValueError("no queda train")
    return tuple(parte[torch.randperm(len(parte), generator=g)] for parte in (train, val, test))


def standardize(X_train, *others):
    base = torch.as_tensor(np.asarray(X_train), dtype=torch.float64)
    media = base.mean(dim=0)
    desviacion = base.std(dim=0, unbiased=False)
    constante = base.amax(dim=0) == base.amin(dim=0)
    desviacion = torch.where(constante, torch.ones_like(desviacion), desviacion)

    def aplicar(arreglo):
        t = torch.as_tensor(np.asarray(arreglo), dtype=torch.float64)
        return ((t - media) / desviacion).to(torch.float32).numpy()

    return tuple(aplicar(a) for a in (X_train, *others))


@exige(lambda n_samples, k, **_: 2 <= k <= n_samples, "k debe estar entre 2 y n_samples")
def kfold_indices(n_samples, k, *, seed):
    g = torch.Generator().manual_seed(seed)
    partes = torch.randperm(n_samples, generator=g).tensor_split(k)
    return [
        (torch.cat([p for j, p in enumerate(partes) if j != i]).numpy(), partes[i].numpy()) for i in range(k)
    ]


def make_loaders(X, y, train, val, *, batch_size, seed):
    entradas = np.asarray(X).astype(np.float32)
    objetivos = np.asarray(y).astype(np.float32).reshape(-1, 1)

    def dataset(indices):
        filas = np.asarray(indices).astype(np.int64)
        return TensorDataset(torch.from_numpy(entradas[filas]), torch.from_numpy(objetivos[filas]))

    generador = torch.Generator()
    generador.manual_seed(seed)
    opciones = dict(batch_size=batch_size, drop_last=False)
    return (
        DataLoader(dataset(train), shuffle=True, generator=generador, **opciones),
        DataLoader(dataset(val), shuffle=False, **opciones),
    )


@sin_grafo_y_en_eval
def evaluate(model, loader, criterion, device):
    suma = 0.0
    muestras = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        suma += criterion(model(inputs), targets).item() * targets.size(0)
        muestras += targets.size(0)
    return suma / muestras


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    historial = {"train_loss": [], "val_loss": []}

    def una_vuelta():
        model.train()
        suma = 0.0
        muestras = 0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * targets.size(0)
            muestras += targets.size(0)
        return suma / muestras

    for _ in range(epochs):
        historial["train_loss"].append(una_vuelta())
        historial["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return historial


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    ultimos = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_train, X_val = standardize(X[train], X[val])
        X_fold = np.empty(np.asarray(X).shape, dtype=np.float32)
        X_fold[train] = X_train
        X_fold[val] = X_val
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        historial = train_and_validate(
            model,
            train_loader,
            val_loader,
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        ultimos.append(historial["val_loss"][-1])
    return ultimos
