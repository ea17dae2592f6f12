# Versión larga, con un paso por línea.
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    # 1. modo entrenamiento
    model.train()
    # 2. borrar los gradientes viejos, parámetro por parámetro
    for grupo in optimizer.param_groups:
        for parametro in grupo["params"]:
            if parametro.grad is not None:
                parametro.grad.detach_()
                parametro.grad.zero_()
    # 3. forward
    salida = model(inputs)
    # 4. loss
    loss = criterion(salida, targets)
    valor = loss.item()
    # 5. backward
    loss.backward()
    # 6. actualizar
    optimizer.step()
    return valor


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma_de_losses = 0.0
    numero_de_muestras = 0
    for batch in loader:
        inputs = batch[0]
        targets = batch[1]
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        salida = model(inputs)
        loss = criterion(salida, targets)
        loss.backward()
        optimizer.step()
        tamano = inputs.shape[0]
        suma_de_losses = suma_de_losses + loss.item() * tamano
        numero_de_muestras = numero_de_muestras + tamano
    promedio = suma_de_losses / numero_de_muestras
    return promedio


def fit(model, loader, criterion, optimizer, *, epochs, device):
    resultados = []
    epoch = 0
    while epoch < epochs:
        model.train()
        suma = 0.0
        n = 0
        for batch in loader:
            inputs = batch[0].to(device)
            targets = batch[1].to(device)
            optimizer.zero_grad()
            salida = model(inputs)
            loss = criterion(salida, targets)
            loss.backward()
            optimizer.step()
            suma = suma + loss.item() * inputs.shape[0]
            n = n + inputs.shape[0]
        resultados.append(suma / n)
        epoch = epoch + 1
    return resultados


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    while True:
        if pasos == max_steps:
            return pasos
        salida = model(inputs)
        loss = criterion(salida, targets)
        valor = loss.item()
        if valor < target_loss or valor == target_loss:
            return pasos
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos = pasos + 1
