# style: beginner in Spanish, while with iter/next, prints, global counters, clearing gradients by hand with zero_()
# option: counts samples by len(loader.dataset); materialises the whole epoch as a list of batches before it trains
import torch

veces_que_entrene = 0


def limpiar(model, optimizer):
    for grupo in optimizer.param_groups:
        for p in grupo["params"]:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()
    for p in model.parameters():
        if p.grad is not None:
            p.grad.detach_()
            p.grad.zero_()


def train_step(model, inputs, targets, criterion, optimizer):
    global veces_que_entrene
    veces_que_entrene = veces_que_entrene + 1

    # paso 0: modo entrenamiento
    model.train()
    # paso 1: borrar los gradientes viejos
    limpiar(model, optimizer)
    # paso 2: predecir
    predicciones = model.forward(inputs)
    # paso 3: medir el error
    error = criterion(predicciones, targets)
    numero = error.item()
    # paso 4: derivar
    error.backward()
    # paso 5: mover los pesos
    optimizer.step()
    return numero


def train_one_epoch(model, loader, criterion, optimizer, device):
    lotes = list(loader)
    suma = 0.0
    lista = iter(lotes)
    quedan = True
    while quedan:
        try:
            lote = next(lista)
        except StopIteration:
            quedan = False
        else:
            x = lote[0].to(device)
            y = lote[1].to(device)
            perdida = train_step(model, x, y, criterion, optimizer)
            cuantos = 0
            for fila in x:
                cuantos += 1
            suma = suma + perdida * cuantos
    return suma / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    perdidas = []
    epoca = 1
    while epoca <= epochs:
        p = train_one_epoch(model, loader, criterion, optimizer, device)
        print("epoca", epoca, "de", epochs, "-> perdida", round(p, 4))
        perdidas.append(p)
        epoca = epoca + 1
    if len(perdidas) == 0:
        print("no se entreno nada")
    return perdidas


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    pasos = 0
    while True:
        if pasos >= max_steps:
            print("no alcance a llegar")
            return pasos
        model.train()
        limpiar(model, optimizer)
        error = criterion(model(inputs), targets)
        if float(error) <= target_loss:
            print("llegue en", pasos, "pasos")
            return pasos
        error.backward()
        optimizer.step()
        pasos = pasos + 1
