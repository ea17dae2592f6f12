# %% [markdown] lang="es"
# # Tarea 6: un experimento honesto
#
# Hasta aquí escribiste las piezas. Ahora las usas como lo haría alguien que trabaja en esto: con las
# librerías de siempre, un gráfico que se entienda y un resultado final en el que se pueda confiar, porque
# los datos de test se miraron una sola vez.
#
# | Ejercicio | Puntos |
# | --- | ---: |
# | `track_metrics` | 25 |
# | `plot_validation_curve` | 20 |
# | `diagnose` | 15 |
# | `run_experiment` | 40 |
# | **Total** | **100** |
#
# Al final hay cinco preguntas para responder con tus palabras. Las corrige una persona y sus puntos van
# aparte de estos 100.
#
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares, usar unos ejercicios dentro de otros y
# copiar aquí lo que hiciste en las tareas anteriores. Para revisar tu avance, todas las veces que quieras,
# ejecuta en una terminal:
#
# ```
# autograder check a6_experiment.py
# ```
#
# (o `a6_experiment.ipynb`, si trabajas en el notebook).
#
# **Las librerías.** Aquí sí se usan `torchmetrics`, `scikit-learn` y `matplotlib`. Los datos son conjuntos
# que vienen con scikit-learn, así que no hay nada que descargar.
#
# **Los nombres** son los del curso: `loader` es un `DataLoader` que recorre todos los datos y cuyo último
# batch puede ser más chico (hasta de una muestra); `device`, un `torch.device`; `history`, un diccionario
# con las listas `train_loss` y `val_loss`, con un número por epoch.

# %% [markdown] lang="en"
# # Assignment 6: one honest experiment
#
# So far you wrote the pieces. Now you use them as somebody would who works in this field: with the usual
# libraries, a plot that can be understood and a final result that can be trusted, because the test data
# were looked at only once.
#
# | Exercise | Points |
# | --- | ---: |
# | `track_metrics` | 25 |
# | `plot_validation_curve` | 20 |
# | `diagnose` | 15 |
# | `run_experiment` | 40 |
# | **Total** | **100** |
#
# At the end there are five questions to be answered in your own words. A person marks them, and their
# points come on top of these 100.
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions, use one exercise inside another and copy here what
# you did in earlier assignments. To check your progress, as often as you like, run in a terminal:
#
# ```
# autograder check a6_experiment.py
# ```
#
# (or `a6_experiment.ipynb`, if you work in the notebook).
#
# **The libraries.** Here `torchmetrics`, `scikit-learn` and `matplotlib` are used. The data are sets that
# come with scikit-learn, so that there is nothing to download.
#
# **The names** are the course's: `loader` is a `DataLoader` that goes over the whole dataset and whose last
# batch may be smaller (down to one sample); `device`, a `torch.device`; `history`, a dictionary with the
# lists `train_loss` and `val_loss`, one number per epoch.

# %%
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

# %% [markdown] lang="es"
# ## 1. `track_metrics` (25 puntos)
#
# La slide «Model Evaluation» recuerda que las métricas también sirven para seguir al modelo epoch a epoch,
# y recomienda torchmetrics. Una `MetricCollection` acumula batch a batch y calcula al final, como tu
# `RunningMetrics` de la tarea 5. Usarla bien tiene dos trampas que no dan ningún error: si no se reinicia,
# mezcla los epochs; y si recibe logits que por casualidad caen todos entre 0 y 1, los toma por
# probabilidades (solo aplica la sigmoide cuando ve algún valor fuera de ese rango).
#
# **Recibe** una red que entrega logits `(n, 1)`, un `loader` de pares `(inputs, targets)` con targets 0 y 1
# de forma `(n, 1)`, una `MetricCollection` de métricas binarias y el `device` donde ya vive la red.
#
# **Entrega** un diccionario con los nombres de la colección y el valor de cada métrica, como `float` de
# Python.
#
# **Convenciones**
#
# - La colección se reinicia **antes** de empezar: puede llegar con restos de otro epoch.
# - Las métricas reciben **probabilidades**, siempre. Recuerda que torchmetrics pide targets enteros.
# - Se evalúa el conjunto completo, no el promedio de los batches.
# - Modo `eval`, sin gradientes durante el Forward Pass, y al final la red queda en el modo en que llegó.
# - Cada batch se lleva a `device`; las métricas tienen que estar donde estén los datos que les das.
#
# **Ejemplo.** Con logits `(0.2, 0.4)` y targets `(1, 1)`, las probabilidades son 0.55 y 0.60: la accuracy es
# `1.0`. Sin la sigmoide habría dado `0.0`.

# %% [markdown] lang="en"
# ## 1. `track_metrics` (25 points)
#
# The slide «Model Evaluation» reminds us that metrics also serve to follow the model epoch by epoch, and
# recommends torchmetrics. A `MetricCollection` gathers batch by batch and computes in the end, like your
# `RunningMetrics` of assignment 5. Using it well has two traps that raise no error: if it is not reset, it
# mixes epochs; and if it receives logits that happen to lie all between 0 and 1, it takes them for
# probabilities (it applies the sigmoid only when it sees some value outside that range).
#
# **Takes** a network that gives `(n, 1)` logits, a `loader` of pairs `(inputs, targets)` with targets 0 and
# 1 of shape `(n, 1)`, a `MetricCollection` of binary metrics and the `device` where the network already
# lives.
#
# **Returns** a dictionary with the names of the collection and the value of each metric, as a Python
# `float`.
#
# **Conventions**
#
# - The collection is reset **before** the start: it may come with leftovers of another epoch.
# - The metrics receive **probabilities**, always. Remember that torchmetrics asks for integer targets.
# - The whole set is evaluated, not the mean of the batches.
# - `eval` mode, no gradients during the forward pass, and in the end the network is in the mode in which it
#   came.
# - Each batch is moved to `device`; the metrics have to be where the data are that you give them.
#
# **Example.** With logits `(0.2, 0.4)` and targets `(1, 1)`, the probabilities are 0.55 and 0.60: the
# accuracy is `1.0`. Without the sigmoid it would have been `0.0`.


# %%
def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    """Evalúa las métricas de una colección sobre todo el loader.

    Args:
        model: entrega logits `(n, 1)`; ya vive en `device`.
        loader: pares `(inputs, targets)`, con targets 0 y 1 de forma `(n, 1)`.
        metrics: métricas binarias de torchmetrics.
        device: adonde se lleva cada batch.

    Returns:
        El valor de cada métrica, por su nombre en la colección.

    --- English ---
    Evaluate the metrics of a collection over the whole loader.

    Args:
        model: gives `(n, 1)` logits; it already lives on `device`.
        loader: pairs `(inputs, targets)`, with targets 0 and 1 of shape `(n, 1)`.
        metrics: binary metrics of torchmetrics.
        device: where each batch is moved.

    Returns:
        The value of each metric, by its name in the collection.

    Example:
        >>> data = TensorDataset(torch.tensor([[0.2], [0.4]]), torch.tensor([[1], [1]]))
        >>> metrics = MetricCollection({"accuracy": BinaryAccuracy()})
        >>> track_metrics(nn.Identity(), DataLoader(data), metrics, torch.device("cpu"))
        {'accuracy': 1.0}
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probabilities = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probabilities, targets.to(device).int())
    model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 2. `plot_validation_curve` (20 puntos)
#
# ![Un gráfico como el que se pide: dos curvas con su leyenda y una línea vertical en el mejor epoch](picture:validation_curve)
#
# Es el gráfico de la slide «Monitoreo de un Modelo: Validation Curve»: el loss de train y el de validación,
# epoch a epoch, y en él se ve cuándo empieza el overfitting. La marca está en el epoch cuyo modelo
# conviene guardar.
#
# **Recibe** `history`, con `train_loss` y `val_loss` del mismo largo `n ≥ 1`, y, si se quiere, un `ax` de
# matplotlib.
#
# **Entrega** el `Axes` con el gráfico.
#
# **Convenciones**
#
# - Dos curvas, train y validación, contra los epochs `1, 2, …, n`. Cada una con su nombre, en el idioma que
#   prefieras, y una leyenda que los muestre.
# - Los dos ejes llevan un rótulo.
# - Una marca en el **primer** epoch en que el loss de validación es mínimo: una línea vertical, un punto, una
#   flecha…, como la prefieras dibujar.
# - Si llega un `ax`, se dibuja ahí y en ninguna otra parte. Si no, la función crea el suyo.
# - No se abre ninguna ventana: quien llama decide si mostrar el gráfico (sin `plt.show()`).
#
# **Ejemplo.** Con `val_loss = [0.9, 0.5, 0.5, 0.7]`, la marca va en el epoch 2.

# %% [markdown] lang="en"
# ## 2. `plot_validation_curve` (20 points)
#
# ![A plot like the one asked for: two curves with a legend, and a vertical line at the best epoch](picture:validation_curve)
#
# It is the plot of the slide «Monitoreo de un Modelo: Validation Curve»: training and validation loss, epoch
# by epoch, in which you see when overfitting begins. The mark is at the epoch whose model is worth keeping.
#
# **Takes** `history`, with `train_loss` and `val_loss` of the same length `n ≥ 1`, and, if wished, an `ax` of
# matplotlib.
#
# **Returns** the `Axes` with the plot.
#
# **Conventions**
#
# - Two curves, training and validation, against the epochs `1, 2, …, n`. Each with its name, in the language
#   you prefer, and a legend that shows them.
# - Both axes carry a label.
# - A mark at the **first** epoch where the validation loss is least: a vertical line, a point, an arrow…,
#   drawn as you prefer.
# - If an `ax` comes, it is drawn there and nowhere else. If not, the function makes its own.
# - No window is opened: who calls decides whether to show the plot (no `plt.show()`).
#
# **Example.** With `val_loss = [0.9, 0.5, 0.5, 0.7]` the mark is at epoch 2.


# %%
def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Dibuja el loss de train y de validación por epoch, con una marca en el mejor.

    Args:
        history: listas `train_loss` y `val_loss`, un número por epoch.
        ax: dónde dibujar; sin él se crea una figura.

    Returns:
        El `Axes` con el gráfico.

    --- English ---
    Draw training and validation loss by epoch, with a mark at the best.

    Args:
        history: lists `train_loss` and `val_loss`, one number per epoch.
        ax: where to draw; without it a figure is made.

    Returns:
        The `Axes` with the plot.

    Example:
        >>> history = {"train_loss": [0.8, 0.4, 0.2], "val_loss": [0.9, 0.5, 0.7]}
        >>> ax = plot_validation_curve(history)
        >>> [len(line.get_xdata()) for line in ax.lines[:2]]
        [3, 3]
    """
    ### BEGIN SOLUTION
    if ax is None:
        _, ax = plt.subplots()
    epochs = range(1, len(history["train_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="validación")
    best_epoch = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(best_epoch, linestyle="--", color="gray", label=f"mejor epoch: {best_epoch}")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 3. `diagnose` (15 puntos)
#
# Leer una curva es un oficio, pero la primera lectura se puede escribir. La slide «Entrenamiento de la Red»
# la resume así: sesgo alto es underfitting, varianza alta es overfitting. Aquí lo decimos con dos números
# que eliges antes de entrenar.
#
# **Recibe** `history` y, por nombre, `target_loss` (el loss de train que esperas alcanzar) y `gap` (cuánto
# toleras que empeore la validación).
#
# **Entrega** uno de estos tres textos, decidiendo en este orden:
#
# 1. `"underfitting"` si el **mejor** loss de train es mayor que `target_loss`;
# 2. si no, `"overfitting"` si el **último** loss de validación supera al **menor** por más de `gap`;
# 3. si no, `"good fit"`.
#
# **Convenciones**
#
# - Las dos comparaciones son estrictas: llegar justo a `target_loss`, o empeorar justo `gap`, está bien.
#
# **Ejemplo.** Con train `[0.9, 0.3]`, validación `[0.5, 0.8]`, `target_loss=0.4` y `gap=0.1`:
# `"overfitting"`. Con `target_loss=0.2`: `"underfitting"`.

# %% [markdown] lang="en"
# ## 3. `diagnose` (15 points)
#
# Reading a curve is a craft, but the first reading can be written down. The slide «Entrenamiento de la Red»
# sums it up: high bias is underfitting, high variance is overfitting. Here we say so with two numbers that
# you choose before training.
#
# **Takes** `history` and, by name, `target_loss` (the training loss that you expect to reach) and `gap` (how
# much worse you let validation become).
#
# **Returns** one of these three texts, deciding in this order:
#
# 1. `"underfitting"` if the **best** training loss is above `target_loss`;
# 2. else, `"overfitting"` if the **last** validation loss exceeds the **least** by more than `gap`;
# 3. else, `"good fit"`.
#
# **Conventions**
#
# - Both comparisons are strict: reaching `target_loss` exactly, or getting worse by exactly `gap`, is fine.
#
# **Example.** With training `[0.9, 0.3]`, validation `[0.5, 0.8]`, `target_loss=0.4` and `gap=0.1`:
# `"overfitting"`. With `target_loss=0.2`: `"underfitting"`.


# %%
def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    """Primera lectura de una curva de validación.

    Args:
        history: listas `train_loss` y `val_loss`, un número por epoch.
        target_loss: el loss de train que se espera alcanzar.
        gap: cuánto puede empeorar la validación desde su mínimo.

    Returns:
        `"underfitting"`, `"overfitting"` o `"good fit"`.

    --- English ---
    First reading of a validation curve.

    Args:
        history: lists `train_loss` and `val_loss`, one number per epoch.
        target_loss: the training loss that is expected to be reached.
        gap: how much worse validation may become from its minimum.

    Returns:
        `"underfitting"`, `"overfitting"` or `"good fit"`.

    Example:
        >>> history = {"train_loss": [0.9, 0.3], "val_loss": [0.5, 0.8]}
        >>> diagnose(history, target_loss=0.4, gap=0.1)
        'overfitting'
        >>> diagnose(history, target_loss=0.2, gap=0.1)
        'underfitting'
    """
    ### BEGIN SOLUTION
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"
    ### END SOLUTION


# %%
### BEGIN SOLUTION
class _BinaryClassifier(nn.Sequential):
    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        layers: list[nn.Module] = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        super().__init__(*layers, nn.Linear(in_features, 1))


def _loader(X: np.ndarray, y: np.ndarray, *, shuffle: bool = False) -> DataLoader:
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    return DataLoader(TensorDataset(X, y), batch_size=32, shuffle=shuffle)


def _train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


@torch.no_grad()
def _evaluate(model, loader, criterion, device) -> float:
    model.eval()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += criterion(model(inputs), targets).item() * len(inputs)
    return total / len(loader.dataset)


### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `run_experiment` (40 puntos)
#
# Todo junto, de los datos al resultado que pondrías en un informe. Lo que hace honesto a un experimento es
# el orden: como en la slide «Model Validation: Holdout», train sirve para aprender, validación para decidir
# (cuándo parar, qué pesos guardar) y test para informar, **una sola vez y al final**. Un test que se mira
# antes deja de ser test.
#
# **Recibe** `X`, un arreglo de NumPy `(n, variables)`; `y`, un arreglo `(n,)` de 0 y 1; y por nombre `seed`,
# `device`, `max_epochs` y `patience`.
#
# **Los pasos**
#
# 1. Holdout estratificado en train, validación y test. Las fracciones las eliges tú.
# 2. Estandarizar las variables con el promedio y la desviación de **train**, y aplicar lo mismo a las otras
#    dos partes.
# 3. Entrenar una red como el `BinaryClassifier` de la tarea 1 (un logit por muestra).
# 4. Early stopping según el loss de validación, como en la tarea 4: se detiene tras `patience` epochs
#    seguidos sin mejorar, y a lo más en `max_epochs`.
# 5. Volver a los **mejores** pesos (los del menor loss de validación) y, recién entonces, evaluar en test.
#
# **Entrega** un diccionario con
#
# - `history`: `train_loss` y `val_loss`, un número por epoch;
# - `best_epoch`: el epoch del menor loss de validación, contando desde 1;
# - `test_accuracy` y `test_f1` (la clase 1 es la positiva), entre 0 y 1;
# - `model`: la red, con los mejores pesos.
#
# **Convenciones**
#
# - Con la misma `seed` en el mismo `device` salen los mismos números, sin importar qué se haya sorteado
#   antes; con otra `seed`, otra división de los datos.
# - Con los datos de cáncer de mama de scikit-learn debe llegar al menos a 0.93 de accuracy en test.
# - Debe tardar segundos: son datos chicos.
#
# **Ejemplo.** `X, y = load_breast_cancer(return_X_y=True)` y
# `run_experiment(X, y, seed=0, device=torch.device("cpu"))["test_accuracy"]` suele dar cerca de 0.97.

# %% [markdown] lang="en"
# ## 4. `run_experiment` (40 points)
#
# All together, from the data to the result that you would put into a report. What makes an experiment honest
# is the order: as on the slide «Model Validation: Holdout», training data are for learning, validation data
# for deciding (when to stop, which weights to keep) and test data for reporting, **once only and at the
# end**. A test that is looked at earlier is no test any more.
#
# **Takes** `X`, a NumPy array `(n, features)`; `y`, an array `(n,)` of 0 and 1; and by name `seed`, `device`,
# `max_epochs` and `patience`.
#
# **The steps**
#
# 1. A stratified holdout into training, validation and test. The fractions are yours to choose.
# 2. Standardise the features with the mean and deviation of the **training** part, and apply the same to the
#    other two.
# 3. Train a network like the `BinaryClassifier` of assignment 1 (one logit per sample).
# 4. Early stopping on the validation loss, as in assignment 4: it stops after `patience` epochs in a row
#    without improvement, and at `max_epochs` at most.
# 5. Go back to the **best** weights (those of the least validation loss) and only then evaluate on test.
#
# **Returns** a dictionary with
#
# - `history`: `train_loss` and `val_loss`, one number per epoch;
# - `best_epoch`: the epoch of the least validation loss, counting from 1;
# - `test_accuracy` and `test_f1` (class 1 is the positive one), between 0 and 1;
# - `model`: the network, with the best weights.
#
# **Conventions**
#
# - With the same `seed` on the same `device` the same numbers come out, whatever was drawn before; with
#   another `seed`, another split of the data.
# - On scikit-learn's breast cancer data it must reach a test accuracy of at least 0.93.
# - It should take seconds: the data are small.
#
# **Example.** `X, y = load_breast_cancer(return_X_y=True)` and
# `run_experiment(X, y, seed=0, device=torch.device("cpu"))["test_accuracy"]` usually gives some 0.97.


# %%
def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    """Clasificación binaria de principio a fin: divide, entrena, elige los mejores pesos y los evalúa una vez.

    Args:
        X: `(n, variables)`.
        y: `(n,)`, 0 y 1.
        seed: de ella depende todo lo que es azar.
        device: dónde se entrena.
        max_epochs: cuántos epochs a lo más.
        patience: cuántos epochs seguidos sin mejorar se esperan.

    Returns:
        `history`, `best_epoch`, `test_accuracy`, `test_f1` y `model`.

    --- English ---
    Binary classification end to end: split, train, pick the best weights and evaluate them once.

    Args:
        X: `(n, features)`.
        y: `(n,)`, 0 and 1.
        seed: all that is random depends on it.
        device: where training happens.
        max_epochs: how many epochs at most.
        patience: how many epochs in a row without improvement to wait for.

    Returns:
        `history`, `best_epoch`, `test_accuracy`, `test_f1` and `model`.

    Example:
        >>> from sklearn.datasets import load_breast_cancer
        >>> X, y = load_breast_cancer(return_X_y=True)
        >>> result = run_experiment(X, y, seed=0, device=torch.device("cpu"), max_epochs=10)
        >>> len(result["history"]["val_loss"]), result["test_accuracy"] > 0.9
        (10, True)
    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed
    )
    scaler = StandardScaler().fit(X_train)
    train_loader = _loader(scaler.transform(X_train), y_train, shuffle=True)
    val_loader = _loader(scaler.transform(X_val), y_val)
    test_loader = _loader(scaler.transform(X_test), y_test)

    model = _BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_evaluate(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch, best_state = (
                history["val_loss"][-1],
                epoch,
                copy.deepcopy(model.state_dict()),
            )
        elif epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, **test, "model": model}
    ### END SOLUTION


# %% [markdown] lang="es"
# # Preguntas
#
# Responde cada una en tres a seis líneas, con tus palabras. No se corrige la redacción, sino que se note
# que entiendes.

# %% [markdown] lang="en"
# # Questions
#
# Answer each in three to six lines, in your own words. What counts is not the style but that you show that
# you understand.

# %% [markdown] lang="es" question="training_loss_falls" points=4
# ## Pregunta 1 (4 puntos)
#
# La slide «Entrenamiento de la Red» dice que, con una arquitectura apropiada, el loss debería bajar epoch a
# epoch. ¿Por qué? ¿De qué loss habla, del de train o del de validación, y qué podría hacer que un epoch
# suba aunque todo esté bien?

# %% [markdown] lang="en" question="training_loss_falls" points=4
# ## Question 1 (4 points)
#
# The slide «Entrenamiento de la Red» says that, with a suitable architecture, the loss should fall epoch by
# epoch. Why? Which loss does it speak of, that of training or that of validation, and what could make an
# epoch go up although everything is right?

# %% [markdown] lang="es" scheme="training_loss_falls"
# - 2 puntos: cada actualización mueve los pesos contra el gradiente del loss de train, y un paso
#   suficientemente pequeño en esa dirección lo reduce; eso se repite desde los pesos que ya había.
# - 1 punto: habla del loss de train; nada obliga al de validación a bajar.
# - 1 punto: un motivo válido para una subida: gradientes de mini-batch, learning rate grande, Dropout.

# %% [markdown] lang="en" scheme="training_loss_falls"
# - 2 points: each update moves the weights against the gradient of the training loss, and a small enough step
#   in that direction reduces it; this is repeated from the weights already there.
# - 1 point: it speaks of the training loss; nothing obliges that of validation to fall.
# - 1 point: a valid reason for a rise: mini-batch gradients, a large learning rate, Dropout.

# %% [markdown] lang="es" question="loss_and_performance" points=4
# ## Pregunta 2 (4 puntos)
#
# ¿En qué se diferencian el loss y el rendimiento de un modelo? Describe un caso, con números si quieres, en
# que el loss de validación empeora y la accuracy no cambia, y di por qué no se entrena directamente con la
# accuracy.

# %% [markdown] lang="en" question="loss_and_performance" points=4
# ## Question 2 (4 points)
#
# How do the loss and the performance of a model differ? Describe a case, with numbers if you like, in which
# the validation loss gets worse and the accuracy does not change, and say why one does not train with the
# accuracy directly.

# %% [markdown] lang="es" scheme="loss_and_performance"
# - 1 punto: el loss es lo que se minimiza; el rendimiento, la métrica que importa para el uso del modelo.
# - 2 puntos: un caso correcto, por ejemplo: las probabilidades de las muestras mal clasificadas pasan de 0.4 a
#   0.1 y ninguna cruza el umbral.
# - 1 punto: la accuracy es constante por tramos: su gradiente es cero casi en todas partes.

# %% [markdown] lang="en" scheme="loss_and_performance"
# - 1 point: the loss is what is minimised; performance is the metric that matters for the use of the model.
# - 2 points: a right case, for instance: the probabilities of the misclassified samples go from 0.4 to 0.1 and
#   none crosses the threshold.
# - 1 point: accuracy is piecewise constant: its gradient is zero almost everywhere.

# %% [markdown] lang="es" question="bias_and_variance" points=4
# ## Pregunta 3 (4 puntos)
#
# Explica el dilema entre sesgo y varianza con tu propia curva de `plot_validation_curve`: ¿cómo se ve el
# underfitting, cómo el overfitting, y qué cambiarías en cada caso?

# %% [markdown] lang="en" question="bias_and_variance" points=4
# ## Question 3 (4 points)
#
# Explain the dilemma of bias and variance with your own curve of `plot_validation_curve`: what does
# underfitting look like, what overfitting, and what would you change in each case?

# %% [markdown] lang="es" scheme="bias_and_variance"
# - 1 punto: underfitting (sesgo alto): ambas curvas quedan altas y cerca una de otra.
# - 1 punto: overfitting (varianza alta): la de train sigue bajando y la de validación sube o se separa.
# - 1 punto: un remedio para el sesgo: más capacidad, más epochs, mejor optimización, mejores variables.
# - 1 punto: un remedio para la varianza: más datos, regularización o Dropout, menos capacidad, early stopping.

# %% [markdown] lang="en" scheme="bias_and_variance"
# - 1 point: underfitting (high bias): both curves stay high and close to each other.
# - 1 point: overfitting (high variance): training goes on falling while validation rises or parts from it.
# - 1 point: a remedy for bias: more capacity, more epochs, better optimisation, better features.
# - 1 point: a remedy for variance: more data, regularisation or Dropout, less capacity, early stopping.

# %% [markdown] lang="es" question="why_no_grad" points=4
# ## Pregunta 4 (4 puntos)
#
# Al validar se usan `torch.no_grad()` y `model.eval()`. ¿Qué hace cada uno? ¿Cambia el loss de validación si
# olvidas el primero? ¿Y si olvidas el segundo?

# %% [markdown] lang="en" question="why_no_grad" points=4
# ## Question 4 (4 points)
#
# Validation uses `torch.no_grad()` and `model.eval()`. What does each do? Does the validation loss change if
# you forget the first? And the second?

# %% [markdown] lang="es" scheme="why_no_grad"
# - 1 punto: `no_grad` evita que autograd registre el grafo: menos memoria y tiempo.
# - 1 punto: `eval` cambia el comportamiento de Dropout y BatchNorm.
# - 1 punto: sin `no_grad` los números son los mismos (mientras nadie llame a `backward` y `step`).
# - 1 punto: sin `eval` los números cambian si hay Dropout o BatchNorm, y BatchNorm además actualiza sus
#   estadísticas con datos de validación.

# %% [markdown] lang="en" scheme="why_no_grad"
# - 1 point: `no_grad` keeps autograd from recording the graph: less memory and time.
# - 1 point: `eval` changes how Dropout and BatchNorm behave.
# - 1 point: without `no_grad` the numbers are the same (as long as nobody calls `backward` and `step`).
# - 1 point: without `eval` the numbers change if there is Dropout or BatchNorm, and BatchNorm moreover updates
#   its statistics with validation data.

# %% [markdown] lang="es" question="when_to_stop" points=4
# ## Pregunta 5 (4 puntos)
#
# ¿Cuándo conviene dejar de entrenar, y por qué se guardan tanto el mejor modelo como el último? Explica por
# qué esa decisión no puede tomarse mirando los datos de test.

# %% [markdown] lang="en" question="when_to_stop" points=4
# ## Question 5 (4 points)
#
# When should training stop, and why are both the best model and the last one kept? Explain why that decision
# may not be taken by looking at the test data.

# %% [markdown] lang="es" scheme="when_to_stop"
# - 1 punto: cuando el loss de validación deja de mejorar durante cierto número de epochs (patience), pues una
#   sola subida puede ser ruido.
# - 1 punto: el mejor es el que se usa; el último permite retomar el entrenamiento.
# - 2 puntos: si test interviene en una decisión, el modelo queda elegido para esos datos y su resultado es
#   optimista: ya no estima el rendimiento en datos no vistos.

# %% [markdown] lang="en" scheme="when_to_stop"
# - 1 point: when the validation loss stops improving for some number of epochs (patience), as a single rise may
#   be noise.
# - 1 point: the best is the one to use; the last allows training to be resumed.
# - 2 points: if test takes part in a decision, the model was chosen for those data and its result is optimistic:
#   it no longer estimates the performance on unseen data.
