# exercise: evaluate
# %% [markdown]
# # Tarea 3: validación
#
# Una red que memoriza los datos de entrenamiento no sirve de mucho; lo que importa es cómo le va con datos
# que no ha visto. En esta tarea separas los datos, los preparas sin hacer trampa y escribes el ciclo que
# entrena y valida a la vez.
#
# | Ejercicio | Puntos |
# | --- | ---: |
# | `holdout_indices` | 20 |
# | `standardize` | 10 |
# | `kfold_indices` | 10 |
# | `make_loaders` | 10 |
# | `evaluate` | 20 |
# | `train_and_validate` | 20 |
# | `cross_validate` | 10 |
# | **Total** | **100** |
#
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares, usar unos ejercicios dentro de otros y
# usar NumPy, PyTorch o scikit-learn. Para revisar tu avance, todas las veces que quieras, ejecuta en una
# terminal:
#
# ```
# autograder check a3_validation.py
# ```
#
# (o `a3_validation.ipynb`, si trabajas en el notebook).
#
# **Los nombres** son los del curso: `criterion` es la función de pérdida y `loss` el valor que entrega;
# `optimizer` es quien actualiza los pesos; `loader` es un `DataLoader` que recorre todos los datos y
# `device`, un `torch.device`.
#
# **Lo que vale en toda la tarea**
#
# - `X` e `y` llegan como arreglos de NumPy: `X` de forma `(n, d)` e `y` de forma `(n,)`.
# - Los índices que entregas pueden ser arreglos de NumPy, tensores enteros o listas.
# - Lo que depende de `seed` depende **solo** de `seed`: la misma semilla da siempre lo mismo, sin importar
#   qué números al azar se hayan sacado antes.
# - `criterion(outputs, targets)` recibe primero la salida de la red y entrega el **promedio** sobre el
#   batch.
# - El último batch de un `loader` puede ser más chico que los demás.
# - La red puede tener Dropout y BatchNorm, así que el modo (`train` o `eval`) importa.

# %%
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


# %% [markdown]
# ## 1. `holdout_indices` (20 puntos)
#
# La slide «Model Validation: Holdout» reparte los datos en tres: con **train** la red aprende, con
# **validation** vigilas cómo generaliza mientras aprende, y **test** se guarda para el final. Aquí decides
# qué muestra va a cada parte. Si una clase es escasa, un reparto al azar puede dejarla casi sin muestras en
# una parte; por eso se *estratifica*: cada parte recibe de cada clase lo que le corresponde.
#
# **Recibe** las etiquetas `y`, enteros de forma `(n,)`, y por nombre las fracciones, la semilla y si se
# estratifica.
#
# **Entrega** tres conjuntos de índices: `(train, val, test)`.
#
# **Convenciones**
#
# - Ninguna muestra está en dos partes y entre las tres están todas, una vez cada una.
# - El tamaño de `val` y el de `test` difieren en a lo más 1 de `fracción·n`; `train` es el resto. Al
#   estratificar, esa diferencia puede ser de 1 *por clase*.
# - Una fracción 0 da una parte vacía.
# - Las muestras se barajan antes de repartir (los datos suelen venir ordenados). Con otra semilla, el
#   reparto es otro.
# - Con `stratify=True`, la proporción de cada clase en cada parte es la que tiene en `y`, salvo una muestra
#   por clase. Las clases son los valores que haya en `y`; no tienen por qué ser 0 y 1.
# - Con `stratify=False`, `y` solo dice cuántas muestras hay: sus valores pueden ser todos distintos.
# - Si las fracciones no dejan muestras para entrenar, se lanza `ValueError`.
#
# **Ejemplo.** Con 80 muestras de la clase 0 y 20 de la clase 1, `val_fraction=0.2` y `test_fraction=0.1`,
# `val` tiene 16 y 4; `test`, 8 y 2; y `train`, 56 y 14.

# %%
def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    """Reparte las muestras en train, validation y test.

    Args:
        y: `(n,)`, la etiqueta de cada muestra.
        val_fraction: la fracción de las muestras que va a validation; puede ser 0.
        test_fraction: la fracción de las muestras que va a test; puede ser 0.
        seed: la semilla de la que depende el reparto.
        stratify: si cada parte conserva la proporción de las clases.

    Returns:
        Los índices `(train, val, test)`.

    Raises:
        ValueError: si no quedan muestras para entrenar.

    Example:
        >>> y = np.array([0] * 80 + [1] * 20)
        >>> train, val, test = holdout_indices(y, val_fraction=0.2, test_fraction=0.1, seed=7)
        >>> len(train), len(val), len(test)
        (70, 20, 10)
        >>> int(y[val].sum())
        4
    """
    if val_fraction + test_fraction >= 1:
        raise ValueError("no quedan muestras para entrenar")
    rng = np.random.default_rng(seed)
    n = len(y)
    if not stratify:
        perm = rng.permutation(n)
        n_val = round(val_fraction * n)
        n_test = round(test_fraction * n)
        val = perm[:n_val]
        test = perm[n_val : n_val + n_test]
        train = perm[n_val + n_test :]
    else:
        train, val, test = [], [], []
        for clase in np.unique(y):
            idx = rng.permutation(np.flatnonzero(y == clase))
            n_val = round(val_fraction * len(idx))
            n_test = round(test_fraction * len(idx))
            val.append(idx[:n_val])
            test.append(idx[n_val : n_val + n_test])
            train.append(idx[n_val + n_test :])
        train = rng.permutation(np.concatenate(train))
        val = rng.permutation(np.concatenate(val))
        test = rng.permutation(np.concatenate(test))
    if len(train) == 0:
        raise ValueError("no quedan muestras para entrenar")
    return train, val, test


# %% [markdown]
# ## 2. `standardize` (10 puntos)
#
# Una red aprende mejor cuando todas las columnas están en la misma escala. Pero la media y la desviación
# también se *aprenden* de los datos, y la slide «Model Validation» pide medir la generalización con datos
# que el modelo no haya visto. Si validation participa en ese cálculo, ya se filtró información.
#
# **Recibe** `X_train`, de forma `(n, d)`, y cualquier cantidad de otros arreglos con las mismas columnas.
#
# **Entrega** una tupla con todos ellos, en el mismo orden, estandarizados y en `float32`: arreglos de NumPy
# o tensores, como prefieras.
#
# **Convenciones**
#
# - A cada columna se le resta la media y se la divide por la desviación estándar, **ambas calculadas solo
#   con `X_train`**; los demás arreglos se transforman con esos mismos números.
# - La varianza divide por `n`, no por `n - 1`.
# - Una columna constante en `X_train` solo se centra: se le resta la media y nada más, también en los demás
#   arreglos. Nada se vuelve `NaN`.
# - El resultado es siempre una tupla, aunque solo se entregue `X_train`.
#
# **Ejemplo.** Con `X_train = [[1, 5], [3, 5]]` y otro arreglo `[[5, 6]]`, la media es `[2, 5]` y la
# desviación `[1, 0]`: el resultado es `[[-1, 0], [1, 0]]` y `[[3, 1]]`.

# %%
def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray | Tensor, ...]:
    """Estandariza las columnas con la media y la desviación de `X_train`.

    Args:
        X_train: `(n, d)`, de donde salen la media y la desviación estándar (con divisor n).
        others: más arreglos de `d` columnas, que se transforman igual.

    Returns:
        `X_train` y los demás, estandarizados, en float32.

    Example:
        >>> train, val = standardize(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([[5.0, 6.0]]))
        >>> train.tolist(), val.tolist()
        ([[-1.0, 0.0], [1.0, 0.0]], [[3.0, 1.0]])
    """
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    std = np.where(std == 0, 1.0, std)
    partes = (X_train, *others)
    return tuple(((X - mean) / std).astype(np.float32) for X in partes)


# %% [markdown]
# ## 3. `kfold_indices` (10 puntos)
#
# Con pocos datos, un solo holdout depende mucho de la suerte. Como resume la slide «Model Validation:
# K-Fold», la idea es hacer holdout `k` veces: los datos se parten en `k` grupos y cada grupo es, por turno,
# el de validación, mientras se entrena con los demás.
#
# **Recibe** cuántas muestras hay, cuántos folds se quieren y, por nombre, la semilla.
#
# **Entrega** una lista con `k` pares `(train, val)` de índices.
#
# **Convenciones**
#
# - En cada fold, `train` son todas las muestras que no están en `val`.
# - Cada muestra está en el `val` de exactamente un fold.
# - Los tamaños de los `val` difieren en a lo más 1 entre sí: si `n_samples` no es múltiplo de `k`, el resto
#   se reparte.
# - Las muestras se barajan **una vez**, según `seed`, antes de repartirlas. Con otra semilla, los folds son
#   otros.
# - Si `k < 2` o `k > n_samples`, se lanza `ValueError`.
#
# **Ejemplo.** Con `n_samples=7` y `k=3`, los `val` tienen 3, 2 y 2 muestras (en cualquier orden) y juntos
# forman `{0, …, 6}`.

# %%
def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    """Reparte las muestras en `k` folds.

    Args:
        n_samples: cuántas muestras hay.
        k: cuántos folds, de 2 a `n_samples`.
        seed: la semilla de la que depende el reparto.

    Returns:
        Por cada fold, los índices `(train, val)`.

    Raises:
        ValueError: si `k < 2` o `k > n_samples`.

    Example:
        >>> folds = kfold_indices(7, 3, seed=0)
        >>> [(len(train), len(val)) for train, val in folds]
        [(4, 3), (5, 2), (5, 2)]
        >>> sorted(int(i) for _, val in folds for i in val)
        [0, 1, 2, 3, 4, 5, 6]
    """
    if k < 2 or k > n_samples:
        raise ValueError("k debe estar entre 2 y n_samples")
    perm = np.random.default_rng(seed).permutation(n_samples)
    partes = np.array_split(perm, k)
    folds = []
    for i in range(k):
        val = partes[i]
        train = np.concatenate([partes[j] for j in range(k) if j != i])
        folds.append((train, val))
    return folds


# %% [markdown]
# ## 4. `make_loaders` (10 puntos)
#
# El ciclo de la slide «Training-Validation Loop» consume batches de train y batches de validación. Los
# primeros conviene barajarlos en cada epoch, para que los batches no sean siempre los mismos; los segundos
# solo se miran, así que su orden queda fijo.
#
# **Recibe** `X` e `y` completos, los índices `train` y `val` que les tocan, y por nombre `batch_size` y
# `seed`.
#
# **Entrega** `(train_loader, val_loader)`: cada uno entrega pares `(inputs, targets)`.
#
# **Convenciones**
#
# - `inputs` es `float32` de forma `(batch, d)` y `targets`, `float32` de forma `(batch, 1)`, aunque `X` sea
#   `float64` e `y` tenga enteros.
# - El loader de train baraja de nuevo en cada epoch. El orden depende solo de `seed`: dos loaders hechos con
#   la misma semilla dan los mismos órdenes, aunque entre medio alguien (por ejemplo, una red que se
#   inicializa o un Dropout) use el generador global de PyTorch.
# - El loader de validación entrega las muestras en el orden de `val`, siempre el mismo.
# - No se pierde ninguna muestra: el último batch puede ser más chico.
#
# **Ejemplo.** Con 7 muestras en `train`, 3 en `val` y `batch_size=4`, el loader de train entrega batches de
# 4 y 3 muestras; el de validación, uno de 3.

# %%
def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """Arma los loaders de train y de validación.

    Args:
        X: `(n, d)`, los datos completos.
        y: `(n,)`, el objetivo de cada fila de `X`.
        train: los índices con que se entrena.
        val: los índices con que se valida.
        batch_size: cuántas muestras tiene un batch (el último puede tener menos).
        seed: la semilla de la que depende el orden de train.

    Returns:
        `(train_loader, val_loader)`.

    Example:
        >>> X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
        >>> train_loader, val_loader = make_loaders(X, y, range(7), [7, 8, 9], batch_size=4, seed=0)
        >>> [len(inputs) for inputs, targets in train_loader]
        [4, 3]
        >>> next(iter(val_loader))[1].tolist()
        [[7.0], [8.0], [9.0]]
    """
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    train = torch.as_tensor(np.asarray(train), dtype=torch.long)
    val = torch.as_tensor(np.asarray(val), dtype=torch.long)
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        TensorDataset(X[train], y[train]), batch_size=batch_size, shuffle=True, generator=generator
    )
    val_loader = DataLoader(TensorDataset(X[val], y[val]), batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


# %% [markdown]
# ## 5. `evaluate` (20 puntos)
#
# Evaluar es mirar sin tocar. La slide «Training-Validation Loop» advierte que, si nadie lo impide, PyTorch
# también se prepara para calcular gradientes con los datos de validación; y en modo `train`, Dropout apaga
# neuronas y BatchNorm ajusta sus estadísticas con lo que ve. Son dos interruptores distintos y hay que
# mover ambos.
#
# **Recibe** la red, que ya vive en `device`, y un `loader` que entrega pares `(inputs, targets)`.
#
# **Entrega** el loss promedio **por muestra**, como `float` de Python.
#
# **Convenciones**
#
# - La red se evalúa en modo `eval`, y al terminar queda en el modo en que llegó, sea cual sea.
# - Los gradientes están desactivados mientras corre el Forward Pass. Usar `detach()` después no basta. Al
#   terminar, se puede seguir entrenando como si nada.
# - No cambian ni los parámetros, ni sus gradientes (`.grad`), ni las estadísticas de BatchNorm.
# - Cada batch se lleva a `device` antes de usarlo.
# - Todas las muestras pesan lo mismo: el último batch puede ser más chico.
#
# **Ejemplo.** Tres muestras en batches de 2 y 1, con losses promedio `0.0` y `9.0`: el resultado es `3.0`.

# %%
def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    """Mide el loss de la red sobre un loader, sin cambiarla.

    Args:
        model: la red, que ya vive en `device`; queda en el modo en que llegó.
        loader: entrega pares `(inputs, targets)`; el último batch puede ser más chico.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        device: adonde se lleva cada batch.

    Returns:
        El loss promedio por muestra.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> data = TensorDataset(torch.ones(3, 1), torch.tensor([[1.0], [1.0], [4.0]]))
        >>> evaluate(model, DataLoader(data, batch_size=2), nn.MSELoss(), torch.device("cpu"))
        3.0
        >>> model.training
        True
    """
    was_training = model.training
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            total += loss.item()
            n += 1
    model.train(was_training)
    return total / n


# %% [markdown]
# ## 6. `train_and_validate` (20 puntos)
#
# Ahora se juntan las dos mitades de la slide «Training-Validation Loop»: en cada epoch la red entrena con
# todos los batches de train y después se mide con los de validación. Las dos listas que resultan son las
# curvas de «Monitoreo de un Modelo: Validation Curve», donde se ve cuándo empieza el overfitting.
#
# **Recibe** la red, los dos loaders, `criterion`, `optimizer` y, por nombre, `epochs` y `device`.
#
# **Entrega** un diccionario `{"train_loss": [...], "val_loss": [...]}`, dos listas con un `float` por epoch.
#
# **Convenciones**
#
# - Ambos son promedios **por muestra**. El de train promedia los losses con que se entrenó cada batch; no se
#   miden de nuevo al terminar.
# - Una actualización por batch de train, en el orden del loader, con los gradientes de ese batch y de ningún
#   otro; cada batch se lleva a `device`.
# - Se valida **después** de las actualizaciones del epoch, como en `evaluate`.
# - La red entrena en modo `train` en **todos** los epochs, cualquiera sea el modo en que llega. Ojo: validar
#   cambia el modo.
# - Los datos de validación no actualizan nada: ni pesos, ni gradientes que usen los pesos, ni estadísticas
#   de BatchNorm.
# - La red termina con los pesos del último epoch. El modo en que queda da lo mismo.
#
# **Ejemplo.** Una red `y = w·x` con `w = 1`, entrenada con SGD y `lr=0.25` en un batch de dos filas con
# `x = 1` y objetivo 0, y validada con la misma fila: con `epochs=2`, `train_loss` es `[1.0, 0.25]` y
# `val_loss`, `[0.25, 0.0625]`.

# %%
def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    """Entrena la red y la valida al final de cada epoch.

    Args:
        model: la red, que ya vive en `device`.
        train_loader: pares `(inputs, targets)` con que se entrena.
        val_loader: pares `(inputs, targets)` con que se valida.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        epochs: cuántas vueltas dar a los datos de train.
        device: adonde se lleva cada batch.

    Returns:
        `{"train_loss": [...], "val_loss": [...]}`, un valor por epoch en cada lista.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> loader = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train_and_validate(
        ...     model, loader, loader, nn.MSELoss(), optimizer, epochs=2, device=torch.device("cpu")
        ... )
        {'train_loss': [1.0, 0.25], 'val_loss': [0.25, 0.0625]}
    """
    history = {"train_loss": [], "val_loss": []}
    for epoch in range(epochs):
        model.train()
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        history["train_loss"].append(total / n)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


# %% [markdown]
# ## 7. `cross_validate` (10 puntos)
#
# Aquí se arma el K-Fold completo de la slide «Model Validation: K-Fold»: `k` veces se entrena una red
# **nueva** y se la valida con el grupo que no vio. Cada fold es un experimento aparte: si algo pasa de uno a
# otro (la red, el optimizador, la escala de los datos), el resultado sale mejor de lo que es.
#
# **Recibe** `make_model()`, que entrega una red nueva; `make_optimizer(model)`, que entrega un optimizador
# nuevo para esa red; los datos completos `X` e `y`; y el resto por nombre. Todo ocurre en la CPU.
#
# **Entrega** una lista con `k` números: el **último** loss de validación de cada fold, en orden.
#
# **Convenciones**
#
# - Los folds son los de `kfold_indices(len(X), k, seed=seed)`, y los loaders se arman con la misma semilla.
# - En cada fold, los datos se estandarizan con la parte de train de ese fold y de nadie más.
# - Cada fold tiene su propia red y su propio optimizador.
# - Se entrega la lista completa, no su promedio. De cada fold, el valor del último epoch, no el mejor.
#
# **Ejemplo.** Con `k=3` y `epochs=5` se entrenan 3 redes, de 5 epochs cada una, y el resultado tiene 3
# números.

# %%
def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Criterion,
    seed: int,
) -> list[float]:
    """Entrena y valida una red nueva en cada uno de los `k` folds, en la CPU.

    Args:
        make_model: entrega una red nueva cada vez que se la llama.
        make_optimizer: entrega un optimizador nuevo para la red que recibe.
        X: `(n, d)`, los datos completos, sin estandarizar.
        y: `(n,)`, el objetivo de cada fila de `X`.
        k: cuántos folds.
        epochs: cuántos epochs se entrena en cada fold.
        batch_size: el tamaño de los batches.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        seed: la semilla de los folds y de los loaders.

    Returns:
        El último loss de validación de cada fold.

    Example:
        >>> X, y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])
        >>> losses = cross_validate(
        ...     lambda: nn.Linear(2, 1),
        ...     lambda model: torch.optim.SGD(model.parameters(), lr=0.1),
        ...     X, y, k=3, epochs=5, batch_size=2, criterion=nn.BCEWithLogitsLoss(), seed=0,
        ... )
        >>> len(losses)
        3
    """
    device = torch.device("cpu")
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, X_std = standardize(X[train], X)
        train_loader, val_loader = make_loaders(X_std, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        losses.append(history["val_loss"][-1])
    return losses
