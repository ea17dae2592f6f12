# Antes usaba model.fit(..., validation_data=...). Ahora a mano, con scikit-learn para los datos.
import numpy as np
import torch
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    y = np.asarray(y)
    n = len(y)
    n_val = int(round(n * val_fraction))
    n_test = int(round(n * test_fraction))
    if val_fraction + test_fraction >= 1 or n_val + n_test >= n:
        raise ValueError("Las fracciones no dejan nada para train")
    train = np.arange(n)
    val = train[:0]
    test = train[:0]
    if n_val > 0:
        train, val = train_test_split(
            train, test_size=n_val, random_state=seed, stratify=y[train] if stratify else None
        )
    if n_test > 0:
        train, test = train_test_split(
            train, test_size=n_test, random_state=seed, stratify=y[train] if stratify else None
        )
    if n_val == 0 and n_test == 0:
        train = np.random.RandomState(seed).permutation(train)
    return train, val, test


def standardize(X_train, *others):
    scaler = StandardScaler()
    X_train = scaler.fit_transform(np.asarray(X_train, dtype="float64"))
    salida = [X_train]
    for otro in others:
        otro = np.asarray(otro, dtype="float64")
        salida.append(scaler.transform(otro) if len(otro) > 0 else otro)
    return tuple(a.astype("float32") for a in salida)


def kfold_indices(n_samples, k, *, seed):
    if k < 2 or k > n_samples:
        raise ValueError("k tiene que estar entre 2 y n_samples")
    kf = KFold(n_splits=k, shuffle=True, random_state=seed)
    return list(kf.split(np.zeros((n_samples, 1))))


class ArrayDataset(Dataset):
    def __init__(self, X, y):
        self.X = np.asarray(X).astype("float32")
        self.y = np.asarray(y).astype("float32")

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return torch.from_numpy(self.X[i]), torch.tensor([self.y[i]], dtype=torch.float32)


def make_loaders(X, y, train, val, *, batch_size, seed):
    X, y = np.asarray(X), np.asarray(y)
    train, val = np.asarray(train, dtype=int), np.asarray(val, dtype=int)
    train_ds = ArrayDataset(X[train], y[train])
    val_ds = ArrayDataset(X[val], y[val])
    g = torch.Generator()
    g.manual_seed(int(seed))
    train_loader = DataLoader(train_ds, batch_size=batch_size, shuffle=True, generator=g, drop_last=False)
    val_loader = DataLoader(val_ds, batch_size=batch_size, shuffle=False, drop_last=False)
    return train_loader, val_loader


class Loop:
    def __init__(self, model, criterion, optimizer=None, device="cpu"):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def train_epoch(self, dataset):
        self.model.train()
        suma, n = 0.0, 0
        for x, y in dataset:
            x, y = x.to(self.device), y.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            suma += loss.item() * len(x)
            n += len(x)
        return suma / n

    def test_epoch(self, dataset):
        previo = self.model.training
        self.model.eval()
        suma, n = 0.0, 0
        try:
            with torch.no_grad():
                for x, y in dataset:
                    x, y = x.to(self.device), y.to(self.device)
                    suma += self.criterion(self.model(x), y).item() * len(x)
                    n += len(x)
        finally:
            self.model.train(previo)
        return suma / n

    def fit(self, dataset, validation_data, epochs):
        history = {"train_loss": [], "val_loss": []}
        for _ in range(epochs):
            history["train_loss"].append(self.train_epoch(dataset))
            history["val_loss"].append(self.test_epoch(validation_data))
        return history


def evaluate(model, loader, criterion, device):
    return Loop(model, criterion, device=device).test_epoch(loader)


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    return Loop(model, criterion, optimizer, device).fit(train_loader, val_loader, epochs)


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    scores = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        scaler = StandardScaler().fit(np.asarray(X, dtype="float64")[train])
        X_fold = scaler.transform(np.asarray(X, dtype="float64"))
        train_loader, val_loader = make_loaders(X_fold, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        loop = Loop(model, criterion, make_optimizer(model), torch.device("cpu"))
        scores.append(loop.fit(train_loader, val_loader, epochs)["val_loss"][-1])
    return scores
