# exercise: train_and_validate
# mistake: the mean of the epoch is stored and the loop left inside the loop over the batches, so only the first training batch of each epoch is used
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    rng = np.random.RandomState(seed)
    if stratify:
        grupos = [np.where(y == c)[0] for c in np.unique(y)]
    else:
        grupos = [np.arange(len(y))]
    train, val, test = [], [], []
    for g in grupos:
        g = rng.permutation(g)
        n_val = int(round(val_fraction * len(g)))
        n_test = min(int(round(test_fraction * len(g))), len(g) - n_val)
        val.extend(g[:n_val].tolist())
        test.extend(g[n_val:n_val + n_test].tolist())
        train.extend(g[n_val + n_test:].tolist())
    if len(train) == 0 or val_fraction + test_fraction >= 1:
        raise ValueError("no queda ningun dato para train")
    rng.shuffle(train)
    rng.shuffle(val)
    rng.shuffle(test)
    return train, val, test


def standardize(X_train, *others):
    X_train = np.asarray(X_train, dtype=np.float64)
    media = X_train.mean(axis=0)
    desv = X_train.std(axis=0)
    constante = X_train.max(axis=0) == X_train.min(axis=0)
    media[constante] = X_train[0, constante]
    desv[constante] = 1.0
    resultado = []
    for A in (X_train,) + others:
        A = np.asarray(A, dtype=np.float64)
        resultado.append(((A - media) / desv).astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    orden = np.random.default_rng(seed).permutation(n_samples)
    grupos = np.array_split(orden, k)
    folds = []
    for i in range(k):
        val = grupos[i]
        train = np.concatenate([grupos[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    train = np.array(train, dtype=int)
    val = np.array(val, dtype=int)
    X_t = torch.tensor(np.asarray(X), dtype=torch.float32)
    y_t = torch.tensor(np.asarray(y), dtype=torch.float32).reshape(-1, 1)
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(TensorDataset(X_t[train], y_t[train]), batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(TensorDataset(X_t[val], y_t[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    before = model.training
    model.eval()
    with torch.inference_mode():
        pairs = [(criterion(model(a.to(device)), b.to(device)).item(), len(a)) for a, b in loader]
    model.train(before)
    return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss = []
    val_loss = []
    for epoca in range(epochs):
        model.train()
        suma = 0.0
        n = 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            suma += loss.item() * x.shape[0]
            n += x.shape[0]
            # fin de la epoca
            if n > 0:
                train_loss.append(suma / n)
                break
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    resultados = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        model = make_model()
        optimizer = make_optimizer(model)
        # la media y la desviacion salen solo del train de este fold
        _, X_std = standardize(X[np.array(train)], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        historia = train_and_validate(model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=torch.device("cpu"))
        resultados.append(historia["val_loss"][-1])
    return resultados
