# %% [markdown] lang="es"
# # Tarea 2: el ciclo de entrenamiento
#
# En esta tarea escribes, pieza por pieza, el código que de verdad entrena una red: un paso, un epoch,
# varios epochs y, al final, la prueba que conviene hacer antes de cualquier entrenamiento largo.
#
# | Ejercicio | Puntos |
# | --- | ---: |
# | `train_step` | 40 |
# | `train_one_epoch` | 25 |
# | `fit` | 20 |
# | `overfit_one_batch` | 15 |
# | **Total** | **100** |
#
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares y usar unos ejercicios dentro de otros.
# Para revisar tu avance, todas las veces que quieras, ejecuta en una terminal:
#
# ```
# autograder check a2_training_loop.py
# ```
#
# (o `a2_training_loop.ipynb`, si trabajas en el notebook).
#
# **Los nombres** son los del curso: `criterion` es la función de pérdida y `loss` el valor que entrega;
# `optimizer` es quien actualiza los pesos; `loader` es un `DataLoader` que recorre todos los datos y
# `device`, un `torch.device`.
#
# **Lo que vale en toda la tarea**
#
# - `criterion(outputs, targets)` recibe primero la salida de la red y entrega el **promedio** sobre el
#   batch.
# - El último batch de un `loader` puede ser más chico que los demás.
# - La red puede tener Dropout y BatchNorm, así que el modo (`train` o `eval`) importa.
# - La red, el criterio y el optimizador son los que recibes: no crees otros.

# %% [markdown] lang="en"
# # Assignment 2: the training loop
#
# In this assignment you write, piece by piece, the code that really trains a network: one step, one
# epoch, several epochs and, at the end, the check worth doing before any long training.
#
# | Exercise | Points |
# | --- | ---: |
# | `train_step` | 40 |
# | `train_one_epoch` | 25 |
# | `fit` | 20 |
# | `overfit_one_batch` | 15 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions and use one exercise inside another. To check your
# progress, as often as you like, run in a terminal:
#
# ```
# autograder check a2_training_loop.py
# ```
#
# (or `a2_training_loop.ipynb`, if you work in the notebook).
#
# **The names** are the course's: `criterion` is the loss function and `loss` the value it gives;
# `optimizer` is what updates the weights; `loader` is a `DataLoader` that goes over the whole dataset and
# `device`, a `torch.device`.
#
# **What holds throughout**
#
# - `criterion(outputs, targets)` takes the network's output first and gives the **mean** over the batch.
# - The last batch of a `loader` may be smaller than the others.
# - The network may hold Dropout and BatchNorm, so the mode (`train` or `eval`) matters.
# - The model, the criterion and the optimizer are those you receive: create no others.

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]

# %% [markdown] lang="es"
# ## 1. `train_step` (40 puntos)
#
# Es el corazón de todo entrenamiento: mirar un batch, medir el error y mover los pesos un poco en la
# dirección que lo reduce. Según las slides «Convenciones: Optimizador y Loss Function» y
# «Training-Validation Loop», eso son un Forward Pass, un Backward Pass y la actualización. Ten presente
# que PyTorch *suma* cada gradiente nuevo al que ya estaba guardado en el parámetro: si nadie lo borra, el
# paso usa también los batches anteriores.
#
# **Recibe** `inputs` de forma `(batch, ...)` y `targets`, un objetivo por fila. Ya están donde vive la
# red.
#
# **Entrega** el `loss` del batch, medido *antes* de actualizar los pesos, como `float` de Python.
#
# **Convenciones**
#
# - Exactamente una actualización, hecha con los gradientes de este batch y de ningún otro.
# - Se entrena en modo `train`, cualquiera sea el modo en que llega la red. No hace falta restaurarlo al
#   final.
# - Puedes borrar los gradientes antes del Backward Pass o después de actualizar; con el optimizador, con
#   la red o a mano; a `None` o a cero.
#
# **Ejemplo.** Con una red `y = w·x`, `w = 1`, dos filas con `x = 1` y objetivo 0, y error cuadrático
# medio, el `loss` es 1 y el gradiente de `w` es 2. Con SGD y `lr=0.25`, la función entrega `1.0` y deja
# `w` en `0.5`.

# %% [markdown] lang="en"
# ## 1. `train_step` (40 points)
#
# The heart of all training: look at a batch, measure the error and move the weights a little in the
# direction that reduces it. According to the slides «Convenciones: Optimizador y Loss Function» and
# «Training-Validation Loop», that is a forward pass, a backward pass and the update. Keep in mind that
# PyTorch *adds* each new gradient to the one already stored in the parameter: if nobody clears it, the
# step also uses earlier batches.
#
# **Takes** `inputs` of shape `(batch, ...)` and `targets`, one per row. They already live where the model
# lives.
#
# **Returns** the `loss` of the batch, measured *before* the weights are updated, as a Python `float`.
#
# **Conventions**
#
# - Exactly one update, made with the gradients of this batch and of no other.
# - Training happens in `train` mode, whatever mode the model arrives in. You need not restore it at the
#   end.
# - You may clear the gradients before the backward pass or after the update; by the optimizer, by the
#   model or by hand; to `None` or to zero.
#
# **Example.** With a model `y = w·x`, `w = 1`, two rows with `x = 1` and target 0, and mean squared
# error, the `loss` is 1 and the gradient of `w` is 2. With SGD and `lr=0.25`, the function returns `1.0`
# and leaves `w` at `0.5`.


# %%
def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Actualiza una vez los pesos de la red con este batch.

    Args:
        model: la red; se entrena en modo train.
        inputs: `(batch, ...)`, donde vive la red.
        targets: un objetivo por fila de `inputs`.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.

    Returns:
        El loss del batch antes de la actualización.

    --- English ---
    Update the weights of the network once with this batch.

    Args:
        model: the network; it trains in train mode.
        inputs: `(batch, ...)`, where the model lives.
        targets: one target per row of `inputs`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.

    Returns:
        The loss of the batch before the update.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train_step(model, torch.ones(2, 1), torch.zeros(2, 1), nn.MSELoss(), optimizer)
        1.0
        >>> model.weight.item()
        0.5
    """
    ### BEGIN SOLUTION
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 2. `train_one_epoch` (25 puntos)
#
# Un epoch es una vuelta completa a los datos de entrenamiento. Como plantea la slide «Entrenamiento de la
# Red», la red aprende de a poco, y el loss de cada epoch es el número con que vigilas que de verdad vaya
# aprendiendo.
#
# **Recibe** un `loader` que entrega pares `(inputs, targets)` y el `device` donde ya vive la red.
#
# **Entrega** el loss promedio **por muestra** del epoch, como `float`: la suma de los losses de todas las
# muestras dividida por cuántas son.
#
# **Convenciones**
#
# - Una actualización por batch, en el orden en que los entrega el `loader`, con la red en modo `train`.
# - Cada batch se lleva a `device` antes de usarlo.
# - Se promedian los losses con que se entrenó cada batch; no se miden de nuevo al terminar.
# - El promedio de los promedios no sirve: un último batch más chico pesaría de más.
#
# **Ejemplo.** Tres muestras en batches de 2 y 1, con losses promedio `0.0` y `9.0`: el resultado es
# `(2·0 + 1·9) / 3 = 3.0`, no `4.5`.

# %% [markdown] lang="en"
# ## 2. `train_one_epoch` (25 points)
#
# An epoch is one full pass over the training data. As the slide «Entrenamiento de la Red» puts it, the
# network learns little by little, and the loss of each epoch is the number by which you watch that it
# really does.
#
# **Takes** a `loader` that gives pairs `(inputs, targets)` and the `device` where the model already
# lives.
#
# **Returns** the mean loss **per sample** of the epoch, as a `float`: the sum of the losses of all
# samples divided by how many there are.
#
# **Conventions**
#
# - One update per batch, in the order in which the `loader` gives them, with the model in `train` mode.
# - Each batch is moved to `device` before it is used.
# - What is averaged are the losses with which each batch was trained; they are not measured again at the
#   end.
# - The mean of the means will not do: a smaller last batch would weigh too much.
#
# **Example.** Three samples in batches of 2 and 1, with mean losses `0.0` and `9.0`: the result is
# `(2·0 + 1·9) / 3 = 3.0`, not `4.5`.


# %%
def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    """Entrena la red con cada batch del loader, una vez.

    Args:
        model: la red, que ya vive en `device`; se entrena en modo train.
        loader: entrega pares `(inputs, targets)`; el último batch puede ser más chico.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        device: adonde se lleva cada batch.

    Returns:
        El loss promedio por muestra del epoch.

    --- English ---
    Train the network on each batch of the loader, once.

    Args:
        model: the network, which already lives on `device`; it trains in train mode.
        loader: gives pairs `(inputs, targets)`; the last batch may be smaller.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        device: where each batch is moved.

    Returns:
        The mean loss per sample of the epoch.

    Example:
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> data = TensorDataset(torch.ones(3, 1), torch.tensor([[1.0], [1.0], [4.0]]))
        >>> loader = DataLoader(data, batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
        >>> train_one_epoch(model, loader, nn.MSELoss(), optimizer, torch.device("cpu"))
        3.0
    """
    ### BEGIN SOLUTION
    total_loss, n_samples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        total_loss += loss * len(inputs)  # loss is the batch's mean, and the last batch may be smaller
        n_samples += len(inputs)
    return total_loss / n_samples
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 3. `fit` (20 puntos)
#
# Entrenar es repetir epochs. La slide «Entrenamiento de la Red» destaca una ventaja de avanzar así:
# siempre se puede seguir desde los pesos que ya se tienen, en vez de partir de cero.
#
# **Recibe** lo mismo que `train_one_epoch` y, por nombre, `epochs` y `device`.
#
# **Entrega** una lista con el loss promedio por muestra de cada epoch, en orden.
#
# **Convenciones**
#
# - Se parte de los pesos que trae la red y del estado que trae el optimizador. Por eso, llamar a `fit`
#   con `epochs=2` y luego con `epochs=3` termina igual que llamarla una vez con `epochs=5`.
# - Cada llamada entrega su propia lista, solo con los epochs de esa llamada.
# - Con `epochs=0` no se entrena nada y el resultado es `[]`.
#
# **Ejemplo.** Con la red y los datos del ejemplo de `train_step` (un solo batch), `epochs=3` entrega
# `[1.0, 0.25, 0.0625]`.

# %% [markdown] lang="en"
# ## 3. `fit` (20 points)
#
# To train is to repeat epochs. The slide «Entrenamiento de la Red» stresses an advantage of moving this
# way: you can always go on from the weights you already have, rather than start from nothing.
#
# **Takes** what `train_one_epoch` takes and, by name, `epochs` and `device`.
#
# **Returns** a list with the mean loss per sample of each epoch, in order.
#
# **Conventions**
#
# - It starts from the weights the model brings and the state the optimizer brings. So calling `fit` with
#   `epochs=2` and then with `epochs=3` ends where a single call with `epochs=5` does.
# - Each call returns its own list, with the epochs of that call only.
# - With `epochs=0` nothing is trained and the result is `[]`.
#
# **Example.** With the model and data of the example of `train_step` (a single batch), `epochs=3` returns
# `[1.0, 0.25, 0.0625]`.


# %%
def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Entrena la red por varios epochs, a partir de los pesos que trae.

    Args:
        model: la red, que ya vive en `device`.
        loader: entrega pares `(inputs, targets)`.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        epochs: cuántas vueltas dar a los datos; puede ser 0.
        device: adonde se lleva cada batch.

    Returns:
        El loss promedio por muestra de cada epoch, en orden.

    --- English ---
    Train the network for several epochs, from the weights it brings.

    Args:
        model: the network, which already lives on `device`.
        loader: gives pairs `(inputs, targets)`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        epochs: how many passes over the data; may be 0.
        device: where each batch is moved.

    Returns:
        The mean loss per sample of each epoch, in order.

    Example:
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> loader = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> fit(model, loader, nn.MSELoss(), optimizer, epochs=3, device=torch.device("cpu"))
        [1.0, 0.25, 0.0625]
    """
    ### BEGIN SOLUTION
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `overfit_one_batch` (15 puntos)
#
# Antes de gastar horas de GPU, haz esta prueba: ¿puede tu red memorizar un solo batch? La slide
# «Entrenamiento de la Red» dice que, con una arquitectura apropiada, el loss tendría que ir bajando. Si
# ni siquiera baja con unas pocas muestras, hay un error en el código o la red es demasiado pequeña.
#
# **Recibe** un batch (`inputs`, `targets`), que ya está donde vive la red, y por nombre `max_steps` y
# `target_loss`.
#
# **Entrega** cuántas actualizaciones hizo, como `int`.
#
# **Convenciones**
#
# - *Antes* de cada actualización se mira el loss: si es menor **o igual** que `target_loss`, se termina.
#   Si ya lo era al llegar, el resultado es 0 y los pesos no cambian.
# - Nunca se hacen más de `max_steps` actualizaciones; si no se alcanzó el objetivo, el resultado es
#   `max_steps`.
# - Un loss `NaN` nunca alcanza el objetivo.
# - Todo ocurre en modo `train`: también el loss que se compara.
#
# **Ejemplo.** Con la red y los datos del ejemplo de `train_step`, los losses son `1.0`, `0.25`, `0.0625`:
# con `target_loss=0.1` bastan 2 actualizaciones; con `max_steps=1`, el resultado es 1.

# %% [markdown] lang="en"
# ## 4. `overfit_one_batch` (15 points)
#
# Before you spend hours of GPU, do this check: can your network memorise a single batch? The slide
# «Entrenamiento de la Red» says that with a suitable architecture the loss ought to keep falling. If it
# does not fall even on a few samples, there is a bug in the code or the network is too small.
#
# **Takes** a batch (`inputs`, `targets`), which already lives where the model lives, and by name
# `max_steps` and `target_loss`.
#
# **Returns** how many updates it made, as an `int`.
#
# **Conventions**
#
# - *Before* each update you look at the loss: if it is less than **or equal to** `target_loss`, you are
#   done. If it was so on arrival, the result is 0 and the weights do not change.
# - Never more than `max_steps` updates are made; if the target was not reached, the result is
#   `max_steps`.
# - A `NaN` loss never reaches the target.
# - Everything happens in `train` mode: the loss that is compared too.
#
# **Example.** With the model and data of the example of `train_step`, the losses are `1.0`, `0.25`,
# `0.0625`: with `target_loss=0.1`, 2 updates are enough; with `max_steps=1`, the result is 1.


# %%
def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    """Entrena con un solo batch hasta que el loss llegue a `target_loss`.

    Args:
        model: la red; se entrena en modo train.
        inputs: `(batch, ...)`, donde vive la red.
        targets: un objetivo por fila de `inputs`.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        max_steps: cuántas actualizaciones hacer a lo más.
        target_loss: se termina cuando el loss es menor o igual que este valor.

    Returns:
        Cuántas actualizaciones se hicieron.

    --- English ---
    Train on a single batch until the loss comes down to `target_loss`.

    Args:
        model: the network; it trains in train mode.
        inputs: `(batch, ...)`, where the model lives.
        targets: one target per row of `inputs`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        max_steps: how many updates to make at most.
        target_loss: done when the loss is less than or equal to this value.

    Returns:
        How many updates were made.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> inputs, targets = torch.ones(2, 1), torch.zeros(2, 1)
        >>> overfit_one_batch(
        ...     model, inputs, targets, nn.MSELoss(), optimizer, max_steps=100, target_loss=0.1
        ... )
        2
    """
    ### BEGIN SOLUTION
    model.train()
    for updates in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
    ### END SOLUTION
