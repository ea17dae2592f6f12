# Todo con ciclos y listas de Python, lo más explícito posible.
import math
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(y, *, val_fraction, test_fraction, seed, stratify=True):
    if val_fraction + test_fraction >= 1:
        raise ValueError("no queda nada para entrenar")
    azar = random.Random(seed)

    # agrupar los índices por clase
    grupos = {}
    for i in range(len(y)):
        if stratify:
            clase = int(y[i])
        else:
            clase = "todas"
        if clase not in grupos:
            grupos[clase] = []
        grupos[clase].append(i)

    train = []
    val = []
    test = []
    for clase in grupos:
        indices = grupos[clase]
        azar.shuffle(indices)
        cuantos_val = int(round(len(indices) * val_fraction))
        cuantos_test = int(round(len(indices) * test_fraction))
        for posicion in range(len(indices)):
            if posicion < cuantos_val:
                val.append(indices[posicion])
            elif posicion < cuantos_val + cuantos_test:
                test.append(indices[posicion])
            else:
                train.append(indices[posicion])

    if len(train) == 0:
        raise ValueError("no queda nada para entrenar")
    azar.shuffle(train)
    azar.shuffle(val)
    azar.shuffle(test)
    return train, val, test


def standardize(X_train, *others):
    filas = len(X_train)
    columnas = X_train.shape[1]
    medias = []
    desviaciones = []
    for j in range(columnas):
        valores = [float(X_train[i, j]) for i in range(filas)]
        media = math.fsum(valores) / filas
        varianza = math.fsum((v - media) ** 2 for v in valores) / filas
        desviacion = math.sqrt(varianza)
        if max(valores) == min(valores):
            media = valores[0]
            desviacion = 1.0
        medias.append(media)
        desviaciones.append(desviacion)

    resultado = []
    for arreglo in [X_train] + list(others):
        nuevo = np.zeros(arreglo.shape, dtype=np.float32)
        for j in range(columnas):
            for i in range(len(arreglo)):
                nuevo[i, j] = (float(arreglo[i, j]) - medias[j]) / desviaciones[j]
        resultado.append(nuevo)
    return tuple(resultado)


def kfold_indices(n_samples, k, *, seed):
    if k < 2:
        raise ValueError("se necesitan al menos 2 folds")
    if k > n_samples:
        raise ValueError("hay más folds que muestras")
    indices = list(range(n_samples))
    random.Random(seed).shuffle(indices)
    base = n_samples // k
    sobran = n_samples % k
    folds = []
    inicio = 0
    for i in range(k):
        tamano = base
        if i < sobran:
            tamano = tamano + 1
        fin = inicio + tamano
        val = indices[inicio:fin]
        train = indices[:inicio] + indices[fin:]
        folds.append((train, val))
        inicio = fin
    return folds


def make_loaders(X, y, train, val, *, batch_size, seed):
    X_train = []
    y_train = []
    for i in train:
        X_train.append(X[int(i)])
        y_train.append([y[int(i)]])
    X_val = []
    y_val = []
    for i in val:
        X_val.append(X[int(i)])
        y_val.append([y[int(i)]])
    datos_train = TensorDataset(
        torch.tensor(np.array(X_train), dtype=torch.float32), torch.tensor(np.array(y_train), dtype=torch.float32)
    )
    datos_val = TensorDataset(
        torch.tensor(np.array(X_val), dtype=torch.float32), torch.tensor(np.array(y_val), dtype=torch.float32)
    )
    generador = torch.Generator()
    generador.manual_seed(seed)
    train_loader = DataLoader(datos_train, batch_size=batch_size, shuffle=True, generator=generador)
    val_loader = DataLoader(datos_val, batch_size=batch_size)
    return train_loader, val_loader


def evaluate(model, loader, criterion, device):
    estaba_en_train = model.training
    model.eval()
    suma = 0.0
    cuantas = 0
    with torch.no_grad():
        for batch in loader:
            inputs = batch[0].to(device)
            targets = batch[1].to(device)
            salida = model(inputs)
            loss = criterion(salida, targets)
            suma = suma + loss.item() * inputs.shape[0]
            cuantas = cuantas + inputs.shape[0]
    if estaba_en_train:
        model.train()
    return suma / cuantas


def train_and_validate(model, train_loader, val_loader, criterion, optimizer, *, epochs, device):
    train_loss = []
    val_loss = []
    for epoch in range(epochs):
        # --- train ---
        model.train()
        suma = 0.0
        cuantas = 0
        for batch in train_loader:
            inputs = batch[0].to(device)
            targets = batch[1].to(device)
            optimizer.zero_grad()
            salida = model(inputs)
            loss = criterion(salida, targets)
            loss.backward()
            optimizer.step()
            suma = suma + loss.item() * inputs.shape[0]
            cuantas = cuantas + inputs.shape[0]
        train_loss.append(suma / cuantas)
        # --- val ---
        model.eval()
        suma = 0.0
        cuantas = 0
        with torch.no_grad():
            for batch in val_loader:
                inputs = batch[0].to(device)
                targets = batch[1].to(device)
                salida = model(inputs)
                loss = criterion(salida, targets)
                suma = suma + loss.item() * inputs.shape[0]
                cuantas = cuantas + inputs.shape[0]
        val_loss.append(suma / cuantas)
    historia = {}
    historia["train_loss"] = train_loss
    historia["val_loss"] = val_loss
    return historia


def cross_validate(make_model, make_optimizer, X, y, *, k, epochs, batch_size, criterion, seed):
    cpu = torch.device("cpu")
    resultados = []
    folds = kfold_indices(len(X), k, seed=seed)
    for numero in range(k):
        train = folds[numero][0]
        val = folds[numero][1]
        X_train = X[train]
        X_val = X[val]
        X_train, X_val = standardize(X_train, X_val)
        X_juntos = np.concatenate([X_train, X_val])
        y_juntos = np.concatenate([y[train], y[val]])
        posiciones_train = list(range(len(train)))
        posiciones_val = list(range(len(train), len(train) + len(val)))
        train_loader, val_loader = make_loaders(
            X_juntos, y_juntos, posiciones_train, posiciones_val, batch_size=batch_size, seed=seed
        )
        model = make_model()
        optimizer = make_optimizer(model)
        historia = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=cpu
        )
        ultimo = historia["val_loss"][epochs - 1]
        resultados.append(ultimo)
    return resultados
