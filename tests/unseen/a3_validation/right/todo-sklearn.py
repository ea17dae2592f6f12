import numpy as np
import torch
from sklearn.model_selection import KFold, ShuffleSplit, StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Subset, TensorDataset


def _apartar(indices, y, cuantos, seed, stratify):
    """Saca `cuantos` índices al azar; entrega (los que quedan, los que salen)."""
    if cuantos == 0:
        return indices, indices[:0]
    Divisor = StratifiedShuffleSplit if stratify else ShuffleSplit
    divisor = Divisor(n_splits=1, test_size=cuantos, random_state=seed)
    quedan, salen = next(divisor.split(indices.reshape(-1, 1), y[indices]))
    return indices[quedan], indices[salen]


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = y.shape[0]
    n_val, n_test = int(round(val_fraction * n)), int(round(test_fraction * n))
    if val_fraction + test_fraction >= 1 or n - n_val - n_test <= 0:
        raise ValueError("Con esas fracciones no queda train")
    todos = np.random.RandomState(seed).permutation(n)
    resto, test = _apartar(todos, y, n_test, seed, stratify)
    train, val = _apartar(resto, y, n_val, seed, stratify)
    return train, val, test


def standardize(X_train, *others):
    escalador = StandardScaler().fit(np.asarray(X_train, dtype=np.float64))
    return tuple(
        ((np.asarray(A, dtype=np.float64) - escalador.mean_) / escalador.scale_).astype(np.float32)
        for A in (X_train, *others)
    )


def kfold_indices(n_samples, k, *, seed):
    # KFold ya lanza ValueError si k < 2 o si k > n_samples
    folds = KFold(n_splits=k, shuffle=True, random_state=seed).split(np.arange(n_samples).reshape(-1, 1))
    return [(train, val) for train, val in folds]


def make_loaders(X, y, train, val, *, batch_size, seed):
    completo = TensorDataset(
        torch.tensor(np.asarray(X), dtype=torch.float32),
        torch.tensor(np.asarray(y), dtype=torch.float32).view(-1, 1),
    )
    subset_train = Subset(completo, [int(i) for i in train])
    subset_val = Subset(completo, [int(i) for i in val])
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(subset_train, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(subset_val, batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    antes = model.training
    model.eval()
    losses, pesos = [], []
    with torch.inference_mode():
        for inputs, targets in loader:
            salida = model(inputs.to(device))
            losses.append(criterion(salida, targets.to(device)).item())
            pesos.append(len(inputs))
    model.train(antes)
    return float(np.average(losses, weights=pesos))


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    optimizer.zero_grad()
    for _ in range(epochs):
        losses, pesos = [], []
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            pesos.append(len(inputs))
        train_loss.append(float(np.average(losses, weights=pesos)))
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    finales = []
    X, y = np.asarray(X), np.asarray(y)
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_escalado = standardize(X[train], X)
        loaders = make_loaders(X_escalado, y, train, val, batch_size=batch_size, seed=seed)
        modelo = make_model()
        optimizador = make_optimizer(modelo)
        curva = train_and_validate(
            modelo, loaders[0], loaders[1], criterion, optimizador, epochs=epochs, device=torch.device("cpu")
        )["val_loss"]
        finales.append(curva[-1])
    return finales
