# exercise: kfold_indices
# mistake: every fold holds n // k samples and the last one takes the whole remainder as well.
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


# 1. holdout
def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras para entrenar")
    rng = np.random.default_rng(seed)

    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(n)]

    train = []
    val = []
    test = []
    for grupo in grupos:
        rng.shuffle(grupo)
        n_val = int(round(val_fraction * len(grupo)))
        n_test = int(round((val_fraction + test_fraction) * len(grupo))) - n_val
        val.extend(grupo[:n_val])
        test.extend(grupo[n_val:n_val + n_test])
        train.extend(grupo[n_val + n_test:])

    if len(train) == 0:
        raise ValueError("no quedan muestras para entrenar")
    train = np.array(train, dtype=int)
    val = np.array(val, dtype=int)
    test = np.array(test, dtype=int)
    rng.shuffle(train)
    rng.shuffle(val)
    rng.shuffle(test)
    return train, val, test


# 2. estandarizar
def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    desv[constante] = 1.0

    resultado = []
    for X in (X_train,) + others:
        Z = (np.asarray(X, dtype=np.float64) - media) / desv
        resultado.append(Z.astype(np.float32))
    return tuple(resultado)


# 3. k-fold
def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    rng = np.random.default_rng(seed)
    indices = rng.permutation(n_samples)
    tam = n_samples // k
    folds = []
    for i in range(k):
        inicio = i * tam
        fin = inicio + tam
        if i == k - 1:
            fin = n_samples
        val = indices[inicio:fin]
        train = np.concatenate([indices[:inicio], indices[fin:]])
        folds.append((train, val))
    return folds


# 4. loaders
def make_loaders(X, y, train, val, *, batch_size, seed):
    train = np.asarray(train, dtype=int)
    val = np.asarray(val, dtype=int)
    X = torch.tensor(np.asarray(X), dtype=torch.float32)
    y = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    train_ds = TensorDataset(X[train], y[train])
    val_ds = TensorDataset(X[val], y[val])
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(train_ds, batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(val_ds, batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


# 5. evaluar
def evaluate(model, loader, criterion, device):
    estaba_entrenando = model.training
    model.eval()
    total = 0.0
    n = 0
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            loss = criterion(model(x), y)
            total += loss.item() * len(x)
            n += len(x)
    model.train(estaba_entrenando)
    return total / n


# 6. ciclo completo
def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_losses = []
    val_losses = []
    for epoch in range(epochs):
        # train
        model.train()
        total = 0.0
        n = 0
        for x, y in train_loader:
            x = x.to(device)
            y = y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
            n += len(x)
        train_losses.append(total / n)

        # validacion
        model.eval()
        total = 0.0
        n = 0
        with torch.no_grad():
            for x, y in val_loader:
                x = x.to(device)
                y = y.to(device)
                loss = criterion(model(x), y)
                total += loss.item() * len(x)
                n += len(x)
        val_losses.append(total / n)
    return {"train_loss": train_losses, "val_loss": val_losses}


# 7. k-fold completo
def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_norm = np.zeros(X.shape, dtype=np.float32)
        X_norm[train], X_norm[val] = standardize(X[train], X[val])
        train_loader, val_loader = make_loaders(X_norm, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        resultados.append(historia["val_loss"][-1])
    return resultados
