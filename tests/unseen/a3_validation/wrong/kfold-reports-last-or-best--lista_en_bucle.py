# exercise: cross_validate
# mistake: The list of results is made anew in every fold, so only the last fold's loss is returned.
import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("No queda nada para entrenar")
    azar = np.random.default_rng(seed)
    etiquetas = np.array(y)
    if stratify == False:
        etiquetas = np.zeros(len(etiquetas))
    entrenamiento = []
    validacion = []
    prueba = []
    for clase in np.unique(etiquetas):
        indices = np.where(etiquetas == clase)[0]
        azar.shuffle(indices)
        n_val = round(len(indices) * val_fraction)
        n_test = round(len(indices) * test_fraction)
        validacion = validacion + list(indices[0:n_val])
        prueba = prueba + list(indices[n_val:n_val + n_test])
        entrenamiento = entrenamiento + list(indices[n_val + n_test:])
    if len(entrenamiento) == 0:
        raise ValueError("No queda nada para entrenar")
    return entrenamiento, validacion, prueba


def standardize(X_train, *others):
    media = X_train.mean(axis=0)
    desviacion = X_train.std(axis=0)
    for j in range(X_train.shape[1]):
        if X_train[:, j].max() == X_train[:, j].min():
            desviacion[j] = 1.0
            media = media.astype(float)
            media[j] = X_train[0, j]
    resultado = [((X_train - media) / desviacion).astype(np.float32)]
    for otro in others:
        resultado.append(((otro - media) / desviacion).astype(np.float32))
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("k muy chico")
    if k > n_samples:
        raise ValueError("k muy grande")
    azar = np.random.default_rng(seed)
    orden = azar.permutation(n_samples)
    resultado = []
    inicio = 0
    for i in range(k):
        largo = n_samples // k
        if i < n_samples % k:
            largo = largo + 1
        val = orden[inicio:inicio + largo]
        train = np.concatenate([orden[:inicio], orden[inicio + largo:]])
        resultado.append((train, val))
        inicio = inicio + largo
    return resultado


class Datos(Dataset):
    def __init__(self, X, y, indices):
        self.X = X
        self.y = y
        self.indices = [int(i) for i in indices]

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, i):
        j = self.indices[i]
        x = torch.tensor(self.X[j], dtype=torch.float32)
        t = torch.tensor([self.y[j]], dtype=torch.float32)
        return x, t


def make_loaders(X, y, train, val, *, batch_size, seed):
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(Datos(X, y, train), batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(Datos(X, y, val), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    estaba = model.training
    model.eval()
    suma = 0.0
    cuantos = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            outputs = model(inputs)
            suma = suma + criterion(outputs, targets).item() * len(inputs)
            cuantos = cuantos + len(inputs)
    if estaba:
        model.train()
    return suma / cuantos


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss = []
    val_loss = []
    for epoca in range(epochs):
        model.train()
        suma = 0.0
        cuantos = 0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            suma = suma + loss.item() * len(inputs)
            cuantos = cuantos + len(inputs)
        train_loss.append(suma / cuantos)
        val_loss.append(evaluate(model, val_loader, criterion, device))
    return {"train_loss": train_loss, "val_loss": val_loss}


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    device = torch.device("cpu")
    for train, val in kfold_indices(len(X), k, seed=seed):
        resultados = []
        X_escalado = np.zeros(X.shape, dtype=np.float32)
        X_escalado[train], X_escalado[val] = standardize(X[train], X[val])
        train_loader, val_loader = make_loaders(X_escalado, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(model, train_loader, val_loader, criterion, optimizer,
                                      epochs=epochs, device=device)
        resultados.append(historia["val_loss"][-1])
    return resultados
