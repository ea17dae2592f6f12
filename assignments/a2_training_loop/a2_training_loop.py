# %% [markdown]
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

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %% [markdown]
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

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train_step(model, torch.ones(2, 1), torch.zeros(2, 1), nn.MSELoss(), optimizer)
        1.0
        >>> model.weight.item()
        0.5
    """
    raise NotImplementedError("train_step: escribe aquí tu solución")


# %% [markdown]
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
    raise NotImplementedError("train_one_epoch: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> loader = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> fit(model, loader, nn.MSELoss(), optimizer, epochs=3, device=torch.device("cpu"))
        [1.0, 0.25, 0.0625]
    """
    raise NotImplementedError("fit: escribe aquí tu solución")


# %% [markdown]
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
    raise NotImplementedError("overfit_one_batch: escribe aquí tu solución")
