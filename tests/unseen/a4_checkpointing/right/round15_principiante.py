# style: beginner in Spanish, prints, many small helper functions, while loops, one flag per decision, os.path everywhere
# option: the history is a CSV text written beside last.pt; the model's tensors are saved as lists of (name, tensor) pairs
import csv
import math
import os

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    nombres_y_tensores = []
    for nombre, tensor in model.state_dict().items():
        nombres_y_tensores.append([nombre, tensor])
    foto = {}
    foto["epoch"] = int(epoch)
    foto["val_loss"] = float(val_loss)
    foto["modelo"] = nombres_y_tensores
    foto["optimizador"] = optimizer.state_dict()
    # primero en un archivo provisorio; si se corta la luz, el bueno sigue ahi
    provisorio = str(path) + ".provisorio"
    torch.save(foto, provisorio)
    os.replace(provisorio, str(path))


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(str(path)):
        raise FileNotFoundError("no encuentro " + str(path))
    foto = torch.load(str(path), map_location=device, weights_only=True)
    guardado = dict(foto["modelo"])
    actual = model.state_dict()
    # reviso todo antes de tocar nada
    for nombre in actual:
        if nombre not in guardado:
            raise ValueError("falta " + nombre)
        if actual[nombre].shape != guardado[nombre].shape:
            raise ValueError("otro tamano: " + nombre)
    for nombre in guardado:
        if nombre not in actual:
            raise ValueError("sobra " + nombre)
    if optimizer is not None:
        grupos = foto["optimizador"]["param_groups"]
        if len(grupos) != len(optimizer.param_groups):
            raise ValueError("otro optimizador")
        for g1, g2 in zip(grupos, optimizer.param_groups):
            if len(g1["params"]) != len(g2["params"]):
                raise ValueError("otro optimizador")
    # ahora si
    model.to(device)
    model.load_state_dict(guardado)
    if optimizer is not None:
        optimizer.load_state_dict(foto["optimizador"])
    return {"epoch": foto["epoch"], "val_loss": foto["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.carpeta = str(directory)
        if not os.path.isdir(self.carpeta):
            os.makedirs(self.carpeta)
        self.hay_mejor = False
        self.best_epoch = None
        self.best_val_loss = float("inf")
        mejor = os.path.join(self.carpeta, "best.pt")
        if os.path.exists(mejor):
            foto = torch.load(mejor, map_location="cpu", weights_only=True)
            self.hay_mejor = True
            self.best_epoch = foto["epoch"]
            self.best_val_loss = foto["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = False
        if math.isnan(val_loss):
            print("perdida nan en la epoca", epoch)
        elif self.hay_mejor == False:
            es_mejor = True
        elif val_loss < self.best_val_loss:
            es_mejor = True
        if es_mejor:
            self.hay_mejor = True
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(os.path.join(self.carpeta, "best.pt"), model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(os.path.join(self.carpeta, "last.pt"), model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("la paciencia tiene que ser 1 o mas")
        if mode != "min" and mode != "max":
            raise ValueError("mode es min o max")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def mejora(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        else:
            return value - self.best > self.min_delta

    def step(self, value):
        if self.mejora(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        if self.bad_epochs >= self.patience:
            return True
        return False


def leer_historia(archivo, hasta):
    train_loss = []
    val_loss = []
    se_paro = False
    with open(archivo, newline="") as f:
        for fila in csv.reader(f):
            if int(fila[0]) <= hasta:
                train_loss.append(float(fila[1]))
                val_loss.append(float(fila[2]))
                se_paro = fila[3] == "si"
    return train_loss, val_loss, se_paro


def escribir_historia(archivo, train_loss, val_loss, se_paro):
    provisorio = archivo + ".provisorio"
    with open(provisorio, "w", newline="") as f:
        escritor = csv.writer(f)
        for i in range(len(val_loss)):
            ultima = i == len(val_loss) - 1
            paro = "si" if (ultima and se_paro) else "no"
            escritor.writerow([i + 1, repr(train_loss[i]), repr(val_loss[i]), paro])
    os.replace(provisorio, archivo)


def entrenar(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    n = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        error = criterion(model(x), y)
        error.backward()
        optimizer.step()
        suma = suma + error.item() * x.shape[0]
        n = n + x.shape[0]
    return suma / n


def validar(model, loader, criterion, device):
    model.eval()
    suma = 0.0
    n = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        with torch.no_grad():
            error = criterion(model(x), y)
        suma = suma + error.item() * x.shape[0]
        n = n + x.shape[0]
    return suma / n


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    ultimo = os.path.join(str(directory), "last.pt")
    mejor = os.path.join(str(directory), "best.pt")
    historia = os.path.join(str(directory), "historia.csv")
    train_loss = []
    val_loss = []
    paro = EarlyStopping(patience)
    stopped_early = False

    if resume == True and os.path.exists(ultimo):
        print("sigo donde quede")
        donde = load_checkpoint(ultimo, model, optimizer, device=device)
        train_loss, val_loss, stopped_early = leer_historia(historia, donde["epoch"])
        for v in val_loss:
            ya = paro.step(v)
        if ya:
            stopped_early = True
    else:
        print("parto de cero")
        for viejo in [ultimo, mejor, historia]:
            if os.path.exists(viejo):
                os.remove(viejo)

    guardador = Checkpointer(directory)
    epoca = len(val_loss) + 1
    while epoca <= max_epochs and stopped_early == False:
        t = entrenar(model, train_loader, criterion, optimizer, device)
        v = validar(model, val_loader, criterion, device)
        print("epoca", epoca, "train", t, "val", v)
        train_loss.append(t)
        val_loss.append(v)
        stopped_early = paro.step(v)
        escribir_historia(historia, train_loss, val_loss, stopped_early)
        guardador.update(model, optimizer, epoch=epoca, val_loss=v)
        epoca = epoca + 1

    if guardador.hay_mejor:
        load_checkpoint(mejor, model, device=device)
    resultado = {}
    resultado["train_loss"] = train_loss
    resultado["val_loss"] = val_loss
    resultado["best_epoch"] = guardador.best_epoch
    resultado["stopped_early"] = stopped_early
    return resultado
