# exercise: fit
# %% [markdown]
# # Tarea 4: checkpoints y early stopping
#
# Un entrenamiento largo se corta: se cae la luz, se acaba la sesión de Colab, alguien apaga el
# computador. Y el último epoch rara vez es el mejor. En esta tarea escribes lo que resuelve las dos
# cosas: guardar, recuperar, quedarse con el mejor modelo, parar a tiempo y seguir donde quedaste.
#
# | Ejercicio | Puntos |
# | --- | ---: |
# | `save_checkpoint` | 15 |
# | `load_checkpoint` | 15 |
# | `Checkpointer` | 20 |
# | `EarlyStopping` | 20 |
# | `fit` | 30 |
# | **Total** | **100** |
#
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares, copiar las tuyas de tareas anteriores y
# usar unos ejercicios dentro de otros. Para revisar tu avance, todas las veces que quieras, ejecuta en una
# terminal:
#
# ```
# autograder check a4_checkpointing.py
# ```
#
# (o `a4_checkpointing.ipynb`, si trabajas en el notebook).
#
# **Los nombres** son los del curso: `criterion` es la función de pérdida y `loss` el valor que entrega;
# `optimizer` es quien actualiza los pesos; `train_loader` y `val_loader` son `DataLoader` que recorren
# todos sus datos y `device`, un `torch.device`.
#
# **Lo que vale en toda la tarea**
#
# - Los epochs se cuentan **desde 1**.
# - `path` y `directory` son objetos `pathlib.Path`.
# - Un `val_loss` menor es mejor. Puede ser `NaN`, y un `NaN` nunca es una mejora.
# - La red puede tener Dropout y BatchNorm: su estado no son solo los parámetros.

# %%
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %% [markdown]
# ## 1. `save_checkpoint` (15 puntos)
#
# Un checkpoint es una foto del entrenamiento: con ella puedes volver a ese punto aunque el programa ya no
# exista. La slide «Monitoreo de un Modelo: Validation Curve» recomienda tener siempre dos a mano, y las
# dos se guardan con esta función. Los pesos no bastan: un optimizador con momentum o Adam lleva memoria
# propia, y si se pierde, el entrenamiento que sigue es otro.
#
# **Guarda** en `path` un solo archivo: un diccionario con las claves `"epoch"` y `"val_loss"` y, bajo los
# nombres que tú elijas, el estado completo de la red y el del optimizador. Puede tener más cosas.
#
# **Convenciones**
#
# - `torch.load(path, weights_only=True)` tiene que poder leerlo. Es la manera segura de abrir un archivo
#   ajeno: solo acepta tensores, números, textos, listas y diccionarios; no acepta una red entera ni
#   objetos de NumPy.
# - Si ya había un archivo en `path`, se reemplaza. La carpeta ya existe.
# - Si el programa muere **mientras guarda** (el disco se llena, alguien lo mata), en `path` nunca queda un
#   archivo a medio escribir. Si al morir quedan otros archivos al lado, no importa. Pista: cambiarle el
#   nombre a un archivo, dentro de la misma carpeta, es una sola operación; escribirlo no.
#
# **Ejemplo.** Después de guardar con `epoch=3` y `val_loss=0.25`,
# `torch.load(path, weights_only=True)["epoch"]` es `3`.

# %%
def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    """Guarda en un solo archivo todo lo que hace falta para volver a este punto.

    Args:
        path: el archivo; si ya existe, se reemplaza.
        model: la red cuyo estado se guarda.
        optimizer: el optimizador cuyo estado se guarda.
        epoch: cuántos epochs van.
        val_loss: el loss de validación de ese epoch.

    Example:
        >>> import tempfile
        >>> model = nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = Path(directory) / "last.pt"
        ...     save_checkpoint(path, model, optimizer, epoch=3, val_loss=0.5)
        ...     checkpoint = torch.load(path, weights_only=True)
        >>> checkpoint["epoch"], checkpoint["val_loss"]
        (3, 0.5)
    """
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = Path(str(path) + ".tmp")
    torch.save(checkpoint, temporal)
    os.replace(temporal, path)


# %% [markdown]
# ## 2. `load_checkpoint` (15 puntos)
#
# La otra mitad: tomar una red y un optimizador recién creados y dejarlos como estaban cuando se guardó el
# checkpoint. La slide «Entrenamiento de la Red» lo promete: se puede retomar desde unos pesos dados. Y la
# slide «Pytorch en GPU» explica por qué importa el `device`: lo que se entrenó en una GPU tiene que
# poder abrirse en un computador que no la tiene.
#
# **Recibe** el `path` de un archivo que escribió tu `save_checkpoint`; la red; el optimizador, que puede
# faltar (cuando solo quieres predecir); y, por nombre, el `device`.
#
# **Entrega** `{"epoch": ..., "val_loss": ...}`, un `int` y un `float`.
#
# **Convenciones**
#
# - La red queda con el estado guardado, en `device`. Si se da un optimizador, queda con la memoria y el
#   learning rate guardados.
# - Un checkpoint guardado en la GPU se puede cargar con `device` igual a `cpu`, aunque no haya GPU.
# - Si el archivo no existe, se lanza `FileNotFoundError`. Si el estado guardado no es de una red como
#   esta (le faltan o le sobran tensores, o alguno tiene otra forma), se lanza un error, el que quieras.
#   En los dos casos **nada cambia**: ni la red ni el optimizador quedan a medio cargar. Cuidado:
#   `load_state_dict` copia lo que calza y recién después reclama.
#
# **Ejemplo.** Con el archivo del ejemplo de arriba, el resultado es `{"epoch": 3, "val_loss": 0.5}`.

# %%
def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    """Deja la red y el optimizador como estaban cuando se guardó el checkpoint.

    Args:
        path: un archivo que escribió `save_checkpoint`.
        model: la red que recibe el estado guardado; queda en `device`.
        optimizer: el optimizador de `model`, o None si no hace falta.
        device: dónde queda todo.

    Returns:
        `{"epoch": int, "val_loss": float}`.

    Raises:
        FileNotFoundError: no hay archivo en `path`.

    Example:
        >>> import tempfile
        >>> model, other = nn.Linear(1, 1), nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = Path(directory) / "last.pt"
        ...     save_checkpoint(path, model, optimizer, epoch=3, val_loss=0.5)
        ...     load_checkpoint(path, other, device=torch.device("cpu"))
        {'epoch': 3, 'val_loss': 0.5}
        >>> torch.equal(other.weight, model.weight)
        True
    """
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    # antes de tocar nada reviso que calce
    actual = model.state_dict()
    guardado = checkpoint["model"]
    if actual.keys() != guardado.keys():
        raise ValueError("el checkpoint es de otra red")
    for nombre in actual:
        if actual[nombre].shape != guardado[nombre].shape:
            raise ValueError(f"{nombre} tiene otra forma")
    model.load_state_dict(guardado)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% [markdown]
# ## 3. `Checkpointer` (20 puntos)
#
# ¿Qué fotos guardar? Según la slide «Monitoreo de un Modelo: Validation Curve», en la práctica se guardan
# el mejor modelo y el último epoch: el mejor, porque es el que vas a usar; el último, porque desde ahí se
# sigue.
#
# **`Checkpointer(directory)`** guarda en esa carpeta; si no existe, la crea.
#
# **`.update(model, optimizer, *, epoch, val_loss)`** se llama una vez por epoch. Entrega `True` si este
# fue el mejor hasta ahora y `False` si no.
#
# **Convenciones**
#
# - Cada llamada escribe `last.pt`. Si el epoch fue el mejor, escribe también `best.pt`. Los dos archivos
#   se leen con tu `load_checkpoint`.
# - Es el mejor si su `val_loss` es **estrictamente** menor que todos los anteriores: en un empate se queda
#   el primero. El primer `val_loss` que no es `NaN` es el mejor hasta ese momento, sea grande o chico.
# - `.best_epoch` y `.best_val_loss` dicen cuál va ganando. Antes de que haya uno, nadie los mira.
# - Un `Checkpointer` nuevo en la misma carpeta, en otro programa y otro día, recuerda cuál era el mejor.
#
# **Ejemplo.** Con `val_loss` 3, 1, 2, 1, los resultados son `True, True, False, False`; al final
# `best_epoch` es 2, `best.pt` es del epoch 2 y `last.pt`, del 4.

# %%
class Checkpointer:
    """Guarda el último checkpoint y el mejor.

    Args:
        directory: la carpeta de `last.pt` y `best.pt`; si falta, se crea.

    Example:
        >>> import tempfile
        >>> model = nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     checkpointer = Checkpointer(Path(directory) / "run")
        ...     for epoch, val_loss in enumerate([3.0, 1.0, 2.0, 1.0], start=1):
        ...         print(checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss))
        True
        True
        False
        False
        >>> checkpointer.best_epoch, checkpointer.best_val_loss
        (2, 1.0)
    """

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = math.inf
        best = self.directory / "best.pt"
        if best.exists():
            checkpoint = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch = checkpoint["epoch"]
            self.best_val_loss = checkpoint["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        is_best = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


# %% [markdown]
# ## 4. `EarlyStopping` (20 puntos)
#
# La slide «Monitoreo de un Modelo: Validation Curve» lo dice: una vez que empieza el overfitting, seguir
# entrenando no tiene sentido. Pero una curva de validación sube y baja, así que no se para a la primera:
# se espera con paciencia a que mejore.
#
# **`EarlyStopping(patience, min_delta=0.0, mode="min")`** vigila un valor. En modo `"min"` mejora cuando
# baja (un loss); en modo `"max"`, cuando sube (una accuracy).
#
# **`.step(value)`** se llama una vez por epoch y entrega si hay que parar: `True` cuando las últimas
# `patience` llamadas, seguidas, no trajeron ninguna mejora; antes, `False`.
#
# **Convenciones**
#
# - Mejorar es superar al mejor valor (no al anterior) por **más** de `min_delta`; en modo `"min"`, bajar
#   más de `min_delta`. Un empate no es mejora, y superar por exactamente `min_delta` tampoco.
# - El primer valor que no es `NaN` es una mejora, sea cual sea. Un `NaN` nunca lo es.
# - Una mejora perdona lo anterior: la cuenta vuelve a cero.
# - `.best` es el último valor que contó como mejora y `.bad_epochs`, cuántas llamadas van desde entonces.
# - Un `mode` distinto de esos dos, o un `patience` menor que 1, es un error: se lanza `ValueError` al
#   crear el objeto.
#
# **Ejemplo.** Con `patience=2` y los valores 3, 1, 2, 1, `.step` entrega `False, False, False, True`; al
# final `.best` es 1 y `.bad_epochs` es 2.

# %%
class EarlyStopping:
    """Dice cuándo parar, según un valor que se mira una vez por epoch.

    Args:
        patience: cuántas llamadas seguidas sin mejora se toleran; al menos 1.
        min_delta: una mejora tiene que ser de más que esto.
        mode: "min" si mejorar es bajar, "max" si es subir.

    Raises:
        ValueError: otro `mode`, o un `patience` menor que 1.

    Example:
        >>> stopping = EarlyStopping(patience=2)
        >>> [stopping.step(value) for value in [3.0, 1.0, 2.0, 1.0]]
        [False, False, False, True]
        >>> stopping.best, stopping.bad_epochs
        (1.0, 2)
    """

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError("mode debe ser 'min' o 'max'")
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        elif self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% [markdown]
# ## 5. `fit` (30 puntos)
#
# Todo junto: el ciclo de la slide «Training-Validation Loop», que guarda, se detiene a tiempo y, si se
# corta, sigue donde quedó.
#
# **En cada epoch** entrena con todo `train_loader`, en modo `train`; valida con todo `val_loader`, en modo
# `eval` y sin calcular gradientes; guarda `last.pt` y, si corresponde, `best.pt` en `directory`; y mira si
# hay que parar: `patience` epochs seguidos en que el loss de validación no mejora (como en
# `EarlyStopping`, con `min_delta` 0). Nunca pasa de `max_epochs`.
#
# **Entrega** un diccionario con `"train_loss"` y `"val_loss"` (listas con el loss promedio **por muestra**
# de cada epoch: el de entrenamiento, con los losses con que se entrenó cada batch), `"best_epoch"` (desde
# 1) y `"stopped_early"` (`True` si se acabó la paciencia).
#
# **Convenciones**
#
# - La red termina con los **mejores** pesos, no con los últimos. En un empate, gana el primero.
# - Con `resume=False` empieza de cero con la red y el optimizador que recibe: los archivos viejos que haya
#   en `directory` no influyen en nada y se reemplazan.
# - Con `resume=True` continúa después de `last.pt`: pesos, optimizador, número de epoch, el mejor hasta
#   ahora y la paciencia ya gastada. Un entrenamiento interrumpido en cualquier momento, también a mitad de
#   un epoch, termina **igual** que uno sin interrumpir, y la historia que entrega incluye los epochs
#   anteriores. Lo que necesites además de `last.pt` lo puedes guardar al lado, o en claves extra. La red y
#   el optimizador que recibe son nuevos: de ellos no queda nada.
# - `max_epochs` es el total, no cuántos faltan: `fit` con `max_epochs=3` y después con `max_epochs=5` y
#   `resume=True` entrena 3 epochs y luego 2.
# - Con `resume=True` y nada que continuar, empieza de cero. Si el entrenamiento ya había terminado, no
#   entrena más: entrega su historia y deja los mejores pesos.
# - Si ningún epoch fue el mejor, porque todos dieron `NaN`, `best_epoch` es `None` y quedan los últimos
#   pesos.
#
# **Ejemplo.** Con `patience=2` y losses de validación 3, 1, 2, 1, …, se detiene tras el epoch 4:
# `best_epoch` es 2, `stopped_early` es `True` y la red tiene los pesos del epoch 2.

# %%
def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    """Entrena, valida, guarda, se detiene a tiempo y puede continuar lo que se interrumpió.

    Args:
        model: la red, que ya vive en `device`; termina con los mejores pesos.
        train_loader: entrega pares `(inputs, targets)` para entrenar; el último batch puede ser más chico.
        val_loader: lo mismo, para validar.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        max_epochs: cuántos epochs en total, a lo más.
        patience: cuántos epochs seguidos sin mejora bastan para parar.
        directory: la carpeta de los checkpoints; si falta, se crea.
        device: adonde se lleva cada batch.
        resume: si se continúa lo que haya en `directory`.

    Returns:
        `{"train_loss": list, "val_loss": list, "best_epoch": int | None, "stopped_early": bool}`.

    Example:
        >>> import tempfile
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> train = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> val = DataLoader(TensorDataset(torch.ones(2, 1), torch.full((2, 1), 0.5)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     history = fit(
        ...         model, train, val, nn.MSELoss(), optimizer,
        ...         max_epochs=5, patience=2, directory=Path(directory), device=torch.device("cpu"),
        ...     )
        >>> history["train_loss"], history["val_loss"]
        ([1.0, 0.25, 0.0625], [0.0, 0.0625, 0.140625])
        >>> history["best_epoch"], history["stopped_early"], model.weight.item()
        (1, True, 0.5)
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, estado = directory / "last.pt", directory / "best.pt", directory / "history.json"

    train_losses, val_losses = [], []
    if resume and last.exists():
        info = load_checkpoint(last, model, optimizer, device=device)
        datos = json.loads(estado.read_text())
        train_losses = datos["train_loss"][: info["epoch"]]
        val_losses = datos["val_loss"][: info["epoch"]]
    else:
        for archivo in (last, best, estado):
            archivo.unlink(missing_ok=True)

    stopper = EarlyStopping(patience)
    best_epoch = None
    stopped_early = False
    for i, v in enumerate(val_losses, start=1):
        stopped_early = stopper.step(v)
        if stopper.bad_epochs == 0:
            best_epoch = i

    epoch = len(val_losses)
    while epoch < max_epochs and not stopped_early:
        epoch += 1
        model.train()
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        train_losses.append(total / n)

        model.eval()
        total, n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += criterion(model(inputs), targets).item() * len(inputs)
                n += len(inputs)
        val_loss = total / n
        val_losses.append(val_loss)

        stopped_early = stopper.step(val_loss)
        # primero la historia, después el checkpoint: last.pt nunca va adelante
        temporal = directory / "history.json.tmp"
        temporal.write_text(json.dumps({"train_loss": train_losses, "val_loss": val_losses}))
        os.replace(temporal, estado)
        if stopper.bad_epochs == 0:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": stopped_early,
    }
