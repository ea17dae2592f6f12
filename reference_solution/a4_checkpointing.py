# %% [markdown] lang="es"
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

# %% [markdown] lang="en"
# # Assignment 4: checkpoints and early stopping
#
# Long trainings get cut off: the power fails, the Colab session runs out, somebody turns the computer
# off. And the last epoch is seldom the best one. In this assignment you write what deals with both:
# saving, restoring, keeping the best model, stopping in time and going on where you left off.
#
# | Exercise | Points |
# | --- | ---: |
# | `save_checkpoint` | 15 |
# | `load_checkpoint` | 15 |
# | `Checkpointer` | 20 |
# | `EarlyStopping` | 20 |
# | `fit` | 30 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions, copy your own from earlier assignments and use one
# exercise inside another. To check your progress, as often as you like, run in a terminal:
#
# ```
# autograder check a4_checkpointing.py
# ```
#
# (or `a4_checkpointing.ipynb`, if you work in the notebook).
#
# **The names** are the course's: `criterion` is the loss function and `loss` the value it gives;
# `optimizer` is what updates the weights; `train_loader` and `val_loader` are `DataLoader`s that go over
# all their data and `device`, a `torch.device`.
#
# **What holds throughout**
#
# - Epochs count **from 1**.
# - `path` and `directory` are `pathlib.Path` objects.
# - A smaller `val_loss` is better. It may be `NaN`, and a `NaN` is never an improvement.
# - The network may hold Dropout and BatchNorm: its state is more than its parameters.

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

# %% [markdown] lang="es"
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

# %% [markdown] lang="en"
# ## 1. `save_checkpoint` (15 points)
#
# A checkpoint is a photo of the training: with it you can come back to that point even when the program
# is long gone. The slide «Monitoreo de un Modelo: Validation Curve» advises to have two of them at hand
# at all times, and both are saved with this function. The weights are not enough: an optimizer with
# momentum, or Adam, has a memory of its own, and if it gets lost, the training that follows is another.
#
# **Saves** one single file at `path`: a dictionary with the keys `"epoch"` and `"val_loss"` and, under
# names of your choice, the complete state of the model and that of the optimizer. It may hold more.
#
# **Conventions**
#
# - `torch.load(path, weights_only=True)` has to be able to read it. That is the safe way to open somebody
#   else's file: it accepts only tensors, numbers, texts, lists and dictionaries; no whole network and no
#   NumPy objects.
# - If there was a file at `path` already, it is replaced. The folder exists.
# - If the program dies **while saving** (the disk is full, somebody kills it), a half-written file is
#   never left at `path`. Other files left beside it do not matter. A clue: to rename a file within its
#   folder is one single operation; to write it is not.
#
# **Example.** After saving with `epoch=3` and `val_loss=0.25`,
# `torch.load(path, weights_only=True)["epoch"]` is `3`.


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

    --- English ---
    Save in one single file all it takes to come back to this point.

    Args:
        path: the file; if it exists already, it is replaced.
        model: the network whose state is saved.
        optimizer: the optimizer whose state is saved.
        epoch: how many epochs there have been.
        val_loss: the validation loss of that epoch.

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
    ### BEGIN SOLUTION
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    beside = Path(f"{path}.tmp")
    torch.save(checkpoint, beside)
    os.replace(beside, path)  # at any moment there is a whole file at path: the old one or the new one
    ### END SOLUTION


# %% [markdown] lang="es"
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

# %% [markdown] lang="en"
# ## 2. `load_checkpoint` (15 points)
#
# The other half: take a model and an optimizer just made and leave them as they were when the checkpoint
# was saved. The slide «Entrenamiento de la Red» promises it: training can be taken up again from given
# weights. And the slide «Pytorch en GPU» explains why the `device` matters: what was trained on a GPU has
# to open on a computer that has none.
#
# **Takes** the `path` of a file that your `save_checkpoint` wrote; the model; the optimizer, which may be
# left out (when all you want is to predict); and, by name, the `device`.
#
# **Returns** `{"epoch": ..., "val_loss": ...}`, an `int` and a `float`.
#
# **Conventions**
#
# - The model ends with the saved state, on `device`. If an optimizer is given, it ends with the memory and
#   the learning rate that were saved.
# - A checkpoint saved on the GPU can be loaded with `device` being `cpu`, even where there is no GPU.
# - If the file does not exist, `FileNotFoundError` is raised. If the saved state is not of a network like
#   this one (it has tensors too few or too many, or one has another shape), an error is raised, any you
#   like. In both cases **nothing changes**: neither model nor optimizer is left half loaded. Careful:
#   `load_state_dict` copies what fits and only then complains.
#
# **Example.** With the file of the example above, the result is `{"epoch": 3, "val_loss": 0.5}`.


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

    --- English ---
    Leave model and optimizer as they were when the checkpoint was saved.

    Args:
        path: a file that `save_checkpoint` wrote.
        model: the network that takes the saved state; it ends on `device`.
        optimizer: the optimizer of `model`, or None where none is needed.
        device: where everything ends.

    Returns:
        `{"epoch": int, "val_loss": float}`.

    Raises:
        FileNotFoundError: there is no file at `path`.

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
    ### BEGIN SOLUTION
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])  # what does not fit fails here
    model.to(device).load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
    ### END SOLUTION


# %% [markdown] lang="es"
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

# %% [markdown] lang="en"
# ## 3. `Checkpointer` (20 points)
#
# Which photos to keep? According to the slide «Monitoreo de un Modelo: Validation Curve», in practice one
# keeps the best model and the last epoch: the best, because it is the one you will use; the last, because
# it is where to go on from.
#
# **`Checkpointer(directory)`** saves in that folder; where it does not exist, it makes it.
#
# **`.update(model, optimizer, *, epoch, val_loss)`** is called once per epoch. It returns `True` if this
# one was the best so far and `False` if not.
#
# **Conventions**
#
# - Every call writes `last.pt`. If the epoch was the best, it also writes `best.pt`. Both files are read
#   with your `load_checkpoint`.
# - It is the best if its `val_loss` is **strictly** lower than all before: on a tie the first one stays.
#   The first `val_loss` that is not `NaN` is the best up to then, be it large or small.
# - `.best_epoch` and `.best_val_loss` say which one leads. Before there is one, nobody looks at them.
# - A new `Checkpointer` on the same folder, in another program on another day, remembers the best.
#
# **Example.** With `val_loss` 3, 1, 2, 1 the results are `True, True, False, False`; at the end
# `best_epoch` is 2, `best.pt` is of epoch 2 and `last.pt` of epoch 4.


# %%
class Checkpointer:
    """Guarda el último checkpoint y el mejor.

    Args:
        directory: la carpeta de `last.pt` y `best.pt`; si falta, se crea.

    --- English ---
    Keep the last checkpoint and the best one.

    Args:
        directory: the folder of `last.pt` and `best.pt`; where missing, it is made.

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
        ### BEGIN SOLUTION
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss = math.inf
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]
        ### END SOLUTION

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        ### BEGIN SOLUTION
        is_best = val_loss < self.best_val_loss  # never true of NaN
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best
        ### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `EarlyStopping` (20 puntos)
#
# ![Un loss de validación por epoch: después del mejor, tres epochs seguidos sin mejora](picture:early_stopping)
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

# %% [markdown] lang="en"
# ## 4. `EarlyStopping` (20 points)
#
# ![A validation loss by epoch: after the best, three epochs in a row without improvement](picture:early_stopping)
#
# The slide «Monitoreo de un Modelo: Validation Curve» says it: once overfitting begins, there is no sense
# in training on. But a validation curve goes up and down, so one does not stop at the first rise: one
# waits patiently for it to improve.
#
# **`EarlyStopping(patience, min_delta=0.0, mode="min")`** watches a value. In mode `"min"` it improves
# when it falls (a loss); in mode `"max"`, when it rises (an accuracy).
#
# **`.step(value)`** is called once per epoch and returns whether to stop: `True` when the last `patience`
# calls, in a row, brought no improvement; before that, `False`.
#
# **Conventions**
#
# - To improve is to beat the best value (not the previous one) by **more** than `min_delta`; in mode
#   `"min"`, to fall by more than `min_delta`. A tie is no improvement, nor is beating it by exactly
#   `min_delta`.
# - The first value that is not `NaN` is an improvement, whatever it is. A `NaN` never is.
# - An improvement forgives the past: the count goes back to zero.
# - `.best` is the last value that counted as an improvement and `.bad_epochs`, the calls since.
# - A `mode` other than those two, or a `patience` below 1, is an error: `ValueError` is raised when the
#   object is made.
#
# **Example.** With `patience=2` and the values 3, 1, 2, 1, `.step` returns `False, False, False, True`;
# at the end `.best` is 1 and `.bad_epochs` is 2.


# %%
class EarlyStopping:
    """Dice cuándo parar, según un valor que se mira una vez por epoch.

    Args:
        patience: cuántas llamadas seguidas sin mejora se toleran; al menos 1.
        min_delta: una mejora tiene que ser de más que esto.
        mode: "min" si mejorar es bajar, "max" si es subir.

    Raises:
        ValueError: otro `mode`, o un `patience` menor que 1.

    --- English ---
    Say when to stop, by a value that is looked at once per epoch.

    Args:
        patience: how many calls in a row without improvement it takes to stop; at least 1.
        min_delta: an improvement has to be by more than this.
        mode: "min" if to improve is to fall, "max" if it is to rise.

    Raises:
        ValueError: another `mode`, or a `patience` below 1.

    Example:
        >>> stopping = EarlyStopping(patience=2)
        >>> [stopping.step(value) for value in [3.0, 1.0, 2.0, 1.0]]
        [False, False, False, True]
        >>> stopping.best, stopping.bad_epochs
        (1.0, 2)
    """

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        ### BEGIN SOLUTION
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be 'min' or 'max', not {mode!r}")
        if patience < 1:
            raise ValueError(f"patience must be at least 1, not {patience}")
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.best = self.sign * math.inf
        self.bad_epochs = 0
        ### END SOLUTION

    def step(self, value: float) -> bool:
        ### BEGIN SOLUTION
        if self.sign * (self.best - value) > self.min_delta:  # never true of NaN
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
        ### END SOLUTION


# %% [markdown] lang="es"
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

# %% [markdown] lang="en"
# ## 5. `fit` (30 points)
#
# All together: the loop of the slide «Training-Validation Loop», which saves, stops in time and, if it is
# cut off, goes on where it was.
#
# **In each epoch** it trains on all of `train_loader`, in `train` mode; validates on all of `val_loader`,
# in `eval` mode and without computing gradients; saves `last.pt` and, where due, `best.pt` in `directory`;
# and looks whether to stop: `patience` epochs in a row in which the validation loss does not improve (as
# in `EarlyStopping`, with `min_delta` 0). It never goes beyond `max_epochs`.
#
# **Returns** a dictionary with `"train_loss"` and `"val_loss"` (lists with the mean loss **per sample** of
# each epoch: that of training, by the losses with which each batch was trained), `"best_epoch"` (from 1)
# and `"stopped_early"` (`True` if patience ran out).
#
# **Conventions**
#
# - The model ends with the **best** weights, not with the last. On a tie, the first wins.
# - With `resume=False` it starts afresh with the model and optimizer it receives: old files in
#   `directory` have no influence and are replaced.
# - With `resume=True` it continues after `last.pt`: weights, optimizer, epoch number, the best so far and
#   the patience already used. A training interrupted at any moment, in the middle of an epoch too, ends
#   **the same** as one without interruption, and the history it returns includes the earlier epochs. What
#   you need beyond `last.pt` you may save beside it, or in extra keys. The model and the optimizer it
#   receives are new: nothing of them remains.
# - `max_epochs` is the total, not how many are left: `fit` with `max_epochs=3` and then with
#   `max_epochs=5` and `resume=True` trains 3 epochs and then 2.
# - With `resume=True` and nothing to continue, it starts afresh. If the training had ended already, it
#   trains no further: it returns its history and leaves the best weights.
# - If no epoch was the best, because all gave `NaN`, `best_epoch` is `None` and the last weights stay.
#
# **Example.** With `patience=2` and validation losses 3, 1, 2, 1, … it stops after epoch 4: `best_epoch`
# is 2, `stopped_early` is `True` and the model has the weights of epoch 2.


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

    --- English ---
    Train, validate, save, stop in time, and continue what was interrupted.

    Args:
        model: the network, which already lives on `device`; it ends with the best weights.
        train_loader: gives pairs `(inputs, targets)` to train on; the last batch may be smaller.
        val_loader: the same, to validate.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        max_epochs: how many epochs in total, at most.
        patience: how many epochs in a row without improvement it takes to stop.
        directory: the folder of the checkpoints; where missing, it is made.
        device: where each batch is moved.
        resume: whether to continue what there is in `directory`.

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
    ### BEGIN SOLUTION
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, log = directory / "last.pt", directory / "best.pt", directory / "history.json"
    if not resume:
        for old in (last, best, log):
            old.unlink(missing_ok=True)

    history = {"train_loss": [], "val_loss": []}
    if last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        # Written before last.pt, so it may be one epoch ahead.
        history = {name: losses[:done] for name, losses in json.loads(log.read_text()).items()}
    checkpointer, stopping = Checkpointer(directory), EarlyStopping(patience)
    stop = any(stopping.step(val_loss) for val_loss in history["val_loss"])

    while not stop and len(history["val_loss"]) < max_epochs:
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        beside = directory / "history.json.tmp"
        beside.write_text(json.dumps(history))
        os.replace(beside, log)
        checkpointer.update(model, optimizer, epoch=len(history["val_loss"]), val_loss=val_loss)
        stop = stopping.step(val_loss)

    if best.exists():
        load_checkpoint(best, model, device=device)
    return {**history, "best_epoch": checkpointer.best_epoch, "stopped_early": stop}
    ### END SOLUTION


### BEGIN SOLUTION
def _train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    total_loss, n_samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(inputs)
        n_samples += len(inputs)
    return total_loss / n_samples


@torch.no_grad()
def _evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    model.eval()
    total_loss, n_samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total_loss += criterion(model(inputs), targets).item() * len(inputs)
        n_samples += len(inputs)
    return total_loss / n_samples


### END SOLUTION
