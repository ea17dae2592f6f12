# %% [markdown] lang="es"
# # Tarea 5: métricas desde cero
#
# Una red se entrena con un loss, pero casi nadie pregunta por el loss: preguntan cuántas veces acierta,
# cuántos casos se le escapan, por cuánto se equivoca. En esta tarea escribes esas métricas tú mismo,
# para que después, cuando una librería te entregue un número, sepas exactamente qué significa.
#
# | Ejercicio | Puntos |
# | --- | ---: |
# | `confusion_counts` | 8 |
# | `accuracy` | 8 |
# | `precision` | 8 |
# | `recall` | 8 |
# | `f1_score` | 8 |
# | `macro_f1` | 10 |
# | `rmse` | 8 |
# | `mae` | 6 |
# | `mape` | 8 |
# | `smape` | 8 |
# | `labels_from_logits` | 10 |
# | `RunningMetrics` | 10 |
# | **Total** | **100** |
#
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares y usar unos ejercicios dentro de otros.
# Para revisar tu avance, todas las veces que quieras, ejecuta en una terminal:
#
# ```
# autograder check a5_metrics.py
# ```
#
# (o `a5_metrics.ipynb`, si trabajas en el notebook).
#
# **Sin librerías de métricas.** Aquí no puedes importar `torchmetrics`, `sklearn` ni otra librería que ya
# traiga las métricas: el corrector rechaza ese `import`, lo escribas como lo escribas y donde lo escribas,
# y te lo dice. PyTorch, NumPy y Python puro bastan. En la tarea 6 sí vas a usarlas.
#
# **Lo que vale en toda la tarea**
#
# - Entran tensores y sale un `float` de Python (en `confusion_counts`, cuatro `int`).
# - `preds` es lo que dijo la red y `target` lo que era verdad: siempre en ese orden. En las métricas de
#   clasificación son etiquetas enteras de forma `(n,)`; en las de regresión, números reales de forma
#   `(n,)`, en float32 o float64.
# - Una entrada vacía lanza `ValueError`: no hay métrica de nada.
# - Dos formas distintas también lanzan `ValueError`, aunque PyTorch sepa combinarlas. Restar `(n,)` y
#   `(n, 1)` da una tabla de `n × n` sin ningún aviso, y con ella una métrica falsa.
# - Una razón con denominador 0 vale `0.0`.
# - Las entradas quedan como llegaron. Pueden estar en CPU o en GPU.
#
# **Erratas de la slide «Model Evaluation».** Tres de sus fórmulas no dicen lo que deberían, y aquí se pide
# la versión correcta. Con valores reales `y = (1, -2, 0.5, -1)` y predicciones `ŷ = (1.1, -1.5, 0.6, 3)`:
#
# - **RMSE**: le falta la raíz. Como está impresa da `4.0675`, que es el error cuadrático medio; con la
#   raíz, `2.0168`.
# - **MAPE**: abajo falta un valor absoluto. Con `max(ε, y)`, cada `y` negativo deja como denominador un ε
#   diminuto y el resultado es del orden de `10⁸` por ciento; con `max(ε, |y|)` es `113.75`.
# - **SMAPE**: la suma va hasta `m` y no hasta 2, y abajo se suman valores absolutos. Con `|y + ŷ|` los
#   signos opuestos se cancelan y sale `1.1407`; con `|y| + |ŷ|`, `0.6407`. Por lo mismo, con
#   `y = (1, 1)` e `ŷ = (-1, 1.1)` sale cerca de `1.7` millones en vez de `1.048`, cuando nunca debería
#   pasar de 2.

# %% [markdown] lang="en"
# # Assignment 5: metrics from scratch
#
# A network is trained with a loss, but hardly anybody asks about the loss: they ask how often it is right,
# how many cases it misses, by how much it is off. In this assignment you write those metrics yourself, so
# that later, when a library hands you a number, you know exactly what it means.
#
# | Exercise | Points |
# | --- | ---: |
# | `confusion_counts` | 8 |
# | `accuracy` | 8 |
# | `precision` | 8 |
# | `recall` | 8 |
# | `f1_score` | 8 |
# | `macro_f1` | 10 |
# | `rmse` | 8 |
# | `mae` | 6 |
# | `mape` | 8 |
# | `smape` | 8 |
# | `labels_from_logits` | 10 |
# | `RunningMetrics` | 10 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions and use one exercise inside another. To check your
# progress, as often as you like, run in a terminal:
#
# ```
# autograder check a5_metrics.py
# ```
#
# (or `a5_metrics.ipynb`, if you work in the notebook).
#
# **No metric libraries.** Here you may not import `torchmetrics`, `sklearn` or another library that already
# has the metrics: the grader refuses that `import`, however and wherever you write it, and tells you so.
# PyTorch, NumPy and plain Python are enough. In assignment 6 you will use them.
#
# **What holds throughout**
#
# - Tensors go in and a Python `float` comes out (in `confusion_counts`, four `int`).
# - `preds` is what the network said and `target` what was true: always in that order. In the
#   classification metrics they are integer labels of shape `(n,)`; in those of regression, real numbers of
#   shape `(n,)`, in float32 or float64.
# - An empty input raises `ValueError`: there is no metric of nothing.
# - Two different shapes raise `ValueError` as well, even where PyTorch knows how to combine them.
#   Subtracting `(n,)` and `(n, 1)` gives an `n × n` table without any warning, and from it a false metric.
# - A ratio whose denominator is 0 is `0.0`.
# - The inputs stay as they came. They may live on CPU or on GPU.
#
# **Errata of the slide «Model Evaluation».** Three of its formulas do not say what they should, and here
# the right version is asked for. With true values `y = (1, -2, 0.5, -1)` and predictions
# `ŷ = (1.1, -1.5, 0.6, 3)`:
#
# - **RMSE**: the root is missing. As printed it gives `4.0675`, which is the mean squared error; with the
#   root, `2.0168`.
# - **MAPE**: an absolute value is missing below. With `max(ε, y)`, each negative `y` leaves a tiny ε as the
#   denominator and the result is of the order of `10⁸` percent; with `max(ε, |y|)` it is `113.75`.
# - **SMAPE**: the sum runs up to `m` and not up to 2, and below it is absolute values that are added. With
#   `|y + ŷ|` opposite signs cancel and `1.1407` comes out; with `|y| + |ŷ|`, `0.6407`. For the same reason
#   `y = (1, 1)` and `ŷ = (-1, 1.1)` give some `1.7` million instead of `1.048`, when it should never be
#   above 2.

# %%
import torch
from torch import Tensor


# %%
### BEGIN SOLUTION
def _check(preds: Tensor, target: Tensor) -> None:
    """Raises ValueError where there is nothing to measure or the shapes differ."""
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("an empty input has no metric")


def _ratio(numerator: float, denominator: float) -> float:
    """numerator / denominator, 0.0 where the denominator is 0."""
    return numerator / denominator if denominator else 0.0


### END SOLUTION


# %% [markdown] lang="es"
# ## 1. `confusion_counts` (8 puntos)
#
# Toda métrica de clasificación binaria sale de cuatro conteos. La slide «Model Evaluation» los usa en sus
# fórmulas: TP y FP son lo que la red llamó positivo, con razón y sin ella; FN es lo positivo que se le
# escapó. El cuarto, TN, es lo negativo que dejó pasar bien.
#
# **Recibe** `preds` y `target`, etiquetas 0 y 1 de forma `(n,)`. La clase 1 es la positiva.
#
# **Entrega** la tupla `(tp, fp, fn, tn)`, en ese orden, con `int` de Python.
#
# **Ejemplo.** Con `preds = (1, 1, 1, 0, 0)` y `target = (1, 1, 0, 1, 0)`: `(2, 1, 1, 1)`.

# %% [markdown] lang="en"
# ## 1. `confusion_counts` (8 points)
#
# Every metric of binary classification comes from four counts. The slide «Model Evaluation» uses them in
# its formulas: TP and FP are what the network called positive, rightly and wrongly; FN is the positives
# that it missed. The fourth, TN, is the negatives that it rightly let pass.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the tuple `(tp, fp, fn, tn)`, in that order, with Python `int`s.
#
# **Example.** With `preds = (1, 1, 1, 0, 0)` and `target = (1, 1, 0, 1, 0)`: `(2, 1, 1, 1)`.


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Cuenta los verdaderos y falsos positivos y negativos.

    Args:
        preds: etiquetas predichas, 0 o 1, enteras, `(n,)`.
        target: etiquetas verdaderas, 0 o 1, enteras, `(n,)`.

    Returns:
        `(tp, fp, fn, tn)`; la clase 1 es la positiva.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Count the true and false positives and negatives.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `(tp, fp, fn, tn)`; class 1 is the positive one.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0]))
        (2, 1, 1, 1)
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    predicted, positive = preds == 1, target == 1
    tp = (predicted & positive).sum()
    fp = (predicted & ~positive).sum()
    fn = (~predicted & positive).sum()
    tn = (~predicted & ~positive).sum()
    return int(tp), int(fp), int(fn), int(tn)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 2. `accuracy` (8 puntos)
#
# La pregunta más directa de la slide «Model Evaluation»: ¿qué fracción de las muestras acertó la red? Sirve
# igual para dos clases que para mil. Su trampa es conocida: si el 95 % de las muestras es de una clase,
# decir siempre esa clase ya da 0.95.
#
# **Recibe** `preds` y `target`, etiquetas enteras de forma `(n,)`, de cualquier número de clases.
#
# **Entrega** la fracción de aciertos, entre 0 y 1 (no un porcentaje).
#
# **Ejemplo.** Con `preds = (2, 0, 1, 1)` y `target = (2, 0, 1, 0)`: `0.75`.

# %% [markdown] lang="en"
# ## 2. `accuracy` (8 points)
#
# The most direct question of the slide «Model Evaluation»: what share of the samples did the network get
# right? It works for two classes as well as for a thousand. Its trap is well known: if 95 % of the samples
# are of one class, always answering that class already gives 0.95.
#
# **Takes** `preds` and `target`, integer labels of shape `(n,)`, of any number of classes.
#
# **Returns** the share of right predictions, between 0 and 1 (not a percentage).
#
# **Example.** With `preds = (2, 0, 1, 1)` and `target = (2, 0, 1, 0)`: `0.75`.


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    """Fracción de muestras bien predichas, con cualquier número de clases.

    Args:
        preds: etiquetas predichas, enteras, `(n,)`.
        target: etiquetas verdaderas, enteras, `(n,)`.

    Returns:
        Los aciertos divididos por `n`.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Share of the samples that were predicted right, with any number of classes.

    Args:
        preds: predicted labels, integers, `(n,)`.
        target: true labels, integers, `(n,)`.

    Returns:
        The right predictions divided by `n`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> accuracy(torch.tensor([2, 0, 1, 1]), torch.tensor([2, 0, 1, 0]))
        0.75
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    return int((preds == target).sum()) / len(target)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 3. `precision` (8 puntos)
#
# De todo lo que la red llamó positivo, ¿cuánto lo era? Importa cuando una falsa alarma sale cara: un
# correo legítimo que termina en spam, por ejemplo. La fórmula está en la slide «Model Evaluation»:
# TP / (TP + FP).
#
# **Recibe** `preds` y `target`, etiquetas 0 y 1 de forma `(n,)`. La clase 1 es la positiva.
#
# **Entrega** la precisión; si no se predijo ningún positivo, `0.0`.
#
# **Ejemplo.** Con `preds = (1, 1, 1, 1, 0)` y `target = (1, 0, 0, 0, 1)`: 1 de 4, `0.25`.

# %% [markdown] lang="en"
# ## 3. `precision` (8 points)
#
# Of all that the network called positive, how much was? It matters when a false alarm is expensive: a
# legitimate mail that ends up as spam, for instance. The formula is on the slide «Model Evaluation»:
# TP / (TP + FP).
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the precision; if nothing was predicted positive, `0.0`.
#
# **Example.** With `preds = (1, 1, 1, 1, 0)` and `target = (1, 0, 0, 0, 1)`: 1 of 4, `0.25`.


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    """Fracción de lo predicho positivo que de verdad lo era.

    Args:
        preds: etiquetas predichas, 0 o 1, enteras, `(n,)`.
        target: etiquetas verdaderas, 0 o 1, enteras, `(n,)`.

    Returns:
        `tp / (tp + fp)`; 0.0 si el denominador es 0.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Share of what was predicted positive that really was.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `tp / (tp + fp)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> precision(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 0, 0, 0, 1]))
        0.25
        >>> precision(torch.tensor([0, 0]), torch.tensor([1, 0]))
        0.0
    """
    ### BEGIN SOLUTION
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `recall` (8 puntos)
#
# De todo lo que era positivo, ¿cuánto encontró la red? Importa cuando lo grave es que algo se escape: un
# tumor que nadie vio. En la slide «Model Evaluation»: TP / (TP + FN). Suele subir cuando la precisión
# baja, y por eso se miran juntas.
#
# **Recibe** `preds` y `target`, etiquetas 0 y 1 de forma `(n,)`. La clase 1 es la positiva.
#
# **Entrega** el recall; si no había ningún positivo, `0.0`.
#
# **Ejemplo.** Con `preds = (1, 1, 0, 0, 0)` y `target = (1, 0, 1, 0, 0)`: 1 de 2, `0.5`.

# %% [markdown] lang="en"
# ## 4. `recall` (8 points)
#
# Of all that was positive, how much did the network find? It matters when the serious thing is that
# something slips through: a tumour that nobody saw. On the slide «Model Evaluation»: TP / (TP + FN). It
# tends to rise when precision falls, which is why the two are looked at together.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the recall; if there was no positive at all, `0.0`.
#
# **Example.** With `preds = (1, 1, 0, 0, 0)` and `target = (1, 0, 1, 0, 0)`: 1 of 2, `0.5`.


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    """Fracción de los positivos verdaderos que la red encontró.

    Args:
        preds: etiquetas predichas, 0 o 1, enteras, `(n,)`.
        target: etiquetas verdaderas, 0 o 1, enteras, `(n,)`.

    Returns:
        `tp / (tp + fn)`; 0.0 si el denominador es 0.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Share of the true positives that the network found.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `tp / (tp + fn)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> recall(torch.tensor([1, 1, 0, 0, 0]), torch.tensor([1, 0, 1, 0, 0]))
        0.5
    """
    ### BEGIN SOLUTION
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 5. `f1_score` (8 puntos)
#
# Un solo número para precisión y recall. La slide «Model Evaluation» usa la media armónica, que castiga el
# desequilibrio: con precisión 1 y recall 0.2 la media aritmética diría 0.6; el F1 dice 0.33.
#
# **Recibe** `preds` y `target`, etiquetas 0 y 1 de forma `(n,)`. La clase 1 es la positiva.
#
# **Entrega** el F1; si su denominador es 0, `0.0`.
#
# **Ejemplo.** Con `preds = (1, 1, 1, 1, 0)` y `target = (1, 1, 0, 0, 0)`, la precisión es 0.5 y el recall
# 1: el F1 es `2·0.5 / 1.5 = 0.667`.

# %% [markdown] lang="en"
# ## 5. `f1_score` (8 points)
#
# A single number for precision and recall. The slide «Model Evaluation» uses the harmonic mean, which
# punishes imbalance: with precision 1 and recall 0.2 the arithmetic mean would say 0.6; F1 says 0.33.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the F1; if its denominator is 0, `0.0`.
#
# **Example.** With `preds = (1, 1, 1, 1, 0)` and `target = (1, 1, 0, 0, 0)`, precision is 0.5 and recall
# 1: F1 is `2·0.5 / 1.5 = 0.667`.


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    """Media armónica de la precisión y el recall.

    Args:
        preds: etiquetas predichas, 0 o 1, enteras, `(n,)`.
        target: etiquetas verdaderas, 0 o 1, enteras, `(n,)`.

    Returns:
        `2·P·R / (P + R)`; 0.0 si el denominador es 0.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Harmonic mean of precision and recall.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `2·P·R / (P + R)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(f1_score(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 1, 0, 0, 0])), 3)
        0.667
    """
    ### BEGIN SOLUTION
    p, r = precision(preds, target), recall(preds, target)
    return _ratio(2 * p * r, p + r)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 6. `macro_f1` (10 puntos)
#
# Con más de dos clases, el F1 de la slide «Model Evaluation» se calcula una vez por clase: esa clase es la
# positiva y todas las demás, juntas, la negativa. La versión *macro* promedia esos F1 sin pesarlos, de modo
# que una clase rara importa tanto como una frecuente.
#
# **Recibe** `preds` y `target`, etiquetas enteras de 0 a `num_classes - 1`, de forma `(n,)`, y
# `num_classes`.
#
# **Entrega** el promedio simple de los `num_classes` F1.
#
# **Convenciones**
#
# - Se promedia siempre sobre las `num_classes` clases. Una que no aparece, ni en `preds` ni en `target`,
#   cuenta con F1 `0.0`.
# - Primero se calcula el F1 de cada clase y después se promedia; no al revés.
#
# **Ejemplo.** Con `preds = (0, 0, 1, 1)`, `target = (0, 0, 1, 0)` y tres clases, los F1 son 0.8, 0.667 y 0:
# el resultado es `0.489`.

# %% [markdown] lang="en"
# ## 6. `macro_f1` (10 points)
#
# With more than two classes, the F1 of the slide «Model Evaluation» is computed once per class: that class
# is the positive one and all the others together the negative one. The *macro* version averages those F1
# without weights, so that a rare class matters as much as a frequent one.
#
# **Takes** `preds` and `target`, integer labels from 0 to `num_classes - 1`, of shape `(n,)`, and
# `num_classes`.
#
# **Returns** the plain mean of the `num_classes` F1.
#
# **Conventions**
#
# - The mean is always over the `num_classes` classes. One that does not occur, neither in `preds` nor in
#   `target`, counts with F1 `0.0`.
# - First the F1 of each class, then the mean; not the other way round.
#
# **Example.** With `preds = (0, 0, 1, 1)`, `target = (0, 0, 1, 0)` and three classes, the F1 are 0.8, 0.667
# and 0: the result is `0.489`.


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Promedio simple del F1 de cada clase contra las demás.

    Args:
        preds: etiquetas predichas, de 0 a `num_classes - 1`, enteras, `(n,)`.
        target: etiquetas verdaderas, de 0 a `num_classes - 1`, enteras, `(n,)`.
        num_classes: cuántas clases hay, aparezcan o no.

    Returns:
        La suma de los F1 dividida por `num_classes`; una clase ausente aporta 0.0.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Plain mean of the F1 of each class against the others.

    Args:
        preds: predicted labels, from 0 to `num_classes - 1`, integers, `(n,)`.
        target: true labels, from 0 to `num_classes - 1`, integers, `(n,)`.
        num_classes: how many classes there are, whether they occur or not.

    Returns:
        The sum of the F1 divided by `num_classes`; an absent class contributes 0.0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(macro_f1(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 0, 1, 0]), 3), 3)
        0.489
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return sum(scores) / num_classes
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 7. `rmse` (8 puntos)
#
# Cuando se predice un número, la pregunta es por cuánto se equivoca la red. El RMSE eleva cada error al
# cuadrado, así que los errores grandes pesan mucho, y al final saca la raíz para volver a las unidades del
# objetivo: si predices pesos, queda en pesos y no en pesos al cuadrado. **Ojo con la slide «Model
# Evaluation»**: su fórmula olvidó la raíz.
#
# **Recibe** `preds` y `target`, números reales de forma `(n,)`.
#
# **Entrega** la raíz del promedio de los errores al cuadrado.
#
# **Ejemplo.** Con `preds = (0, 2)` y `target = (0, 0)`: `√2 = 1.414`, no `2`.

# %% [markdown] lang="en"
# ## 7. `rmse` (8 points)
#
# When a number is predicted, the question is by how much the network is off. RMSE squares each error, so
# that large errors weigh a lot, and takes the root in the end to get back to the units of the target: if
# you predict pesos it is in pesos, not in squared pesos. **Mind the slide «Model Evaluation»**: its formula
# forgot the root.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`.
#
# **Returns** the root of the mean of the squared errors.
#
# **Example.** With `preds = (0, 2)` and `target = (0, 0)`: `√2 = 1.414`, not `2`.


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    """Raíz del error cuadrático medio.

    Args:
        preds: valores predichos, `(n,)`.
        target: valores verdaderos, `(n,)`.

    Returns:
        La raíz del promedio de `(target - preds)²`.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Root of the mean squared error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.

    Returns:
        The root of the mean of `(target - preds)²`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(rmse(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 0.0])), 3)
        1.414
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    return (target - preds).square().mean().sqrt().item()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 8. `mae` (6 puntos)
#
# El error promedio, sin más: cuánto se aleja la red del valor real, en las unidades del objetivo y sin
# exagerar los errores grandes. La fórmula de la slide «Model Evaluation» está bien tal como aparece.
#
# **Recibe** `preds` y `target`, números reales de forma `(n,)`.
#
# **Entrega** el promedio de los errores en valor absoluto.
#
# **Ejemplo.** Con `preds = (1, 5)` y `target = (2, 3)`: `(1 + 2) / 2 = 1.5`.

# %% [markdown] lang="en"
# ## 8. `mae` (6 points)
#
# The mean error, plain and simple: how far the network is from the true value, in the units of the target
# and without exaggerating large errors. The formula of the slide «Model Evaluation» is right as it stands.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`.
#
# **Returns** the mean of the absolute errors.
#
# **Example.** With `preds = (1, 5)` and `target = (2, 3)`: `(1 + 2) / 2 = 1.5`.


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    """Error absoluto medio.

    Args:
        preds: valores predichos, `(n,)`.
        target: valores verdaderos, `(n,)`.

    Returns:
        El promedio de `|target - preds|`.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Mean absolute error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.

    Returns:
        The mean of `|target - preds|`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> mae(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 3.0]))
        1.5
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    return (target - preds).abs().mean().item()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 9. `mape` (8 puntos)
#
# Equivocarse en 10 es mucho si el valor era 20 y nada si era un millón. El MAPE mide cada error en relación
# con el valor real y lo expresa en porcentaje. Como el valor real puede ser 0, el denominador nunca baja de
# un mínimo `eps`. **Ojo con la slide «Model Evaluation»**: en el denominador le falta el valor absoluto.
#
# **Recibe** `preds` y `target`, números reales de forma `(n,)`, y `eps`.
#
# **Entrega** `100 · promedio(|y − ŷ| / max(eps, |y|))`, en porcentaje: 12.5 significa 12,5 %. Aquí `y` es
# `target` e `ŷ` es `preds`.
#
# **Convenciones**
#
# - `eps` es un mínimo del denominador; no se le suma.
#
# **Ejemplo.** Con `preds = (1.5, -1)` y `target = (1, -2)`, los errores relativos son 0.5 y 0.5: `50.0`.

# %% [markdown] lang="en"
# ## 9. `mape` (8 points)
#
# Being off by 10 is a lot if the value was 20 and nothing if it was a million. MAPE measures each error
# relative to the true value and expresses it in percent. As the true value may be 0, the denominator never
# goes below a minimum `eps`. **Mind the slide «Model Evaluation»**: the absolute value is missing in its
# denominator.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`, and `eps`.
#
# **Returns** `100 · mean(|y − ŷ| / max(eps, |y|))`, in percent: 12.5 means 12.5 %. Here `y` is `target` and
# `ŷ` is `preds`.
#
# **Conventions**
#
# - `eps` is a minimum of the denominator; it is not added to it.
#
# **Example.** With `preds = (1.5, -1)` and `target = (1, -2)`, the relative errors are 0.5 and 0.5: `50.0`.


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Error porcentual absoluto medio.

    Args:
        preds: valores predichos, `(n,)`.
        target: valores verdaderos, `(n,)`.
        eps: el valor mínimo del denominador.

    Returns:
        `100 · promedio(|target - preds| / max(eps, |target|))`.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Mean absolute percentage error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.
        eps: the minimum of the denominator.

    Returns:
        `100 · mean(|target - preds| / max(eps, |target|))`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> mape(torch.tensor([1.5, -1.0]), torch.tensor([1.0, -2.0]))
        50.0
        >>> mape(torch.tensor([1.0]), torch.tensor([0.0]), eps=0.5)
        200.0
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    relative = (target - preds).abs() / target.abs().clamp(min=eps)
    return 100 * relative.mean().item()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 10. `smape` (8 puntos)
#
# El MAPE trata distinto a quien predice de más y a quien predice de menos. El SMAPE lo corrige: compara
# cada error con el tamaño de ambos, el valor y la predicción, y por eso queda siempre entre 0 (perfecto) y
# 2 (signos opuestos). **Ojo con la slide «Model Evaluation»**: su suma llega solo hasta 2 en vez de `m`, y
# su denominador suma antes de tomar el valor absoluto.
#
# **Recibe** `preds` y `target`, números reales de forma `(n,)`, y `eps`.
#
# **Entrega** `2 · promedio(|y − ŷ| / max(|y| + |ŷ|, eps))`, entre 0 y 2 (no es un porcentaje).
#
# **Convenciones**
#
# - `eps` es un mínimo del denominador; no se le suma.
# - Donde valor y predicción son 0 no hay error: ese término vale 0.
#
# **Ejemplo.** Con `preds = (3, -1)` y `target = (1, 1)`, los términos son 2/4 y 2/2: el resultado es
# `2 · 0.75 = 1.5`.

# %% [markdown] lang="en"
# ## 10. `smape` (8 points)
#
# MAPE treats those who predict too much and those who predict too little differently. SMAPE mends that: it
# compares each error with the size of both, value and prediction, and so always lies between 0 (perfect)
# and 2 (opposite signs). **Mind the slide «Model Evaluation»**: its sum runs up to 2 instead of `m`, and
# its denominator adds before it takes the absolute value.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`, and `eps`.
#
# **Returns** `2 · mean(|y − ŷ| / max(|y| + |ŷ|, eps))`, between 0 and 2 (it is no percentage).
#
# **Conventions**
#
# - `eps` is a minimum of the denominator; it is not added to it.
# - Where value and prediction are 0 there is no error: that term is 0.
#
# **Example.** With `preds = (3, -1)` and `target = (1, 1)`, the terms are 2/4 and 2/2: the result is
# `2 · 0.75 = 1.5`.


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Error porcentual absoluto medio simétrico, de 0 a 2.

    Args:
        preds: valores predichos, `(n,)`.
        target: valores verdaderos, `(n,)`.
        eps: el valor mínimo del denominador.

    Returns:
        `2 · promedio(|target - preds| / max(|target| + |preds|, eps))`.

    Raises:
        ValueError: si no hay muestras o las formas son distintas.

    --- English ---
    Symmetric mean absolute percentage error, from 0 to 2.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.
        eps: the minimum of the denominator.

    Returns:
        `2 · mean(|target - preds| / max(|target| + |preds|, eps))`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> smape(torch.tensor([3.0, -1.0]), torch.tensor([1.0, 1.0]))
        1.5
    """
    ### BEGIN SOLUTION
    _check(preds, target)
    size = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / size).mean().item()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 11. `labels_from_logits` (10 puntos)
#
# La red entrega logits y las métricas piden etiquetas. Según la slide «Convenciones: Optimizador y Loss
# Function», en clasificación binaria la red tiene una sola salida por muestra; con más clases, una salida
# por clase. Esta función convierte ambas en etiquetas, y es el lugar donde más fácil se cuela un error: un
# umbral es para **probabilidades**, y un logit de 0.3 corresponde a una probabilidad de 0.57.
#
# **Recibe** `logits` de forma `(n,)` o `(n, 1)`, binarios, o `(n, C)` con `C > 1`, y `threshold`.
#
# **Entrega** un tensor `(n,)` de etiquetas int64.
#
# **Convenciones**
#
# - Logits binarios: 1 donde la probabilidad (la sigmoide del logit) es **al menos** `threshold`; si no, 0.
# - Logits `(n, C)` con `C > 1`, también con `C = 2`: la clase de mayor logit. `threshold` no interviene.
# - Con una sola muestra el resultado también tiene forma `(1,)`. Un tensor vacío lanza `ValueError`.
#
# **Ejemplo.** Con `logits = (-1, 0, 0.3)`: `(0, 1, 1)`. Con `threshold=0.55`: `(0, 0, 1)`.

# %% [markdown] lang="en"
# ## 11. `labels_from_logits` (10 points)
#
# The network gives logits and the metrics ask for labels. According to the slide «Convenciones: Optimizador
# y Loss Function», in binary classification the network has a single output per sample; with more classes,
# one output per class. This function turns both into labels, and it is the place where an error slips in
# most easily: a threshold is for **probabilities**, and a logit of 0.3 is a probability of 0.57.
#
# **Takes** `logits` of shape `(n,)` or `(n, 1)`, binary, or `(n, C)` with `C > 1`, and `threshold`.
#
# **Returns** a tensor `(n,)` of int64 labels.
#
# **Conventions**
#
# - Binary logits: 1 where the probability (the sigmoid of the logit) is **at least** `threshold`, else 0.
# - Logits `(n, C)` with `C > 1`, also with `C = 2`: the class of the greatest logit. `threshold` plays no
#   part.
# - With a single sample the result has shape `(1,)`, too. An empty tensor raises `ValueError`.
#
# **Example.** With `logits = (-1, 0, 0.3)`: `(0, 1, 1)`. With `threshold=0.55`: `(0, 0, 1)`.


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Etiquetas a partir de los logits de la red.

    Args:
        logits: `(n,)` o `(n, 1)`, binarios, o `(n, C)` con `C > 1`.
        threshold: la probabilidad desde la cual la etiqueta es 1; solo para logits binarios.

    Returns:
        Tensor int64 `(n,)`.

    --- English ---
    Labels from the logits of the network.

    Args:
        logits: `(n,)` or `(n, 1)`, binary, or `(n, C)` with `C > 1`.
        threshold: the probability from which on the label is 1; for binary logits only.

    Returns:
        int64 tensor `(n,)`.

    Example:
        >>> labels_from_logits(torch.tensor([-1.0, 0.0, 0.3]))
        tensor([0, 1, 1])
        >>> labels_from_logits(torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.0, 1.0]]))
        tensor([1, 0])
    """
    ### BEGIN SOLUTION
    if logits.numel() == 0:
        raise ValueError("there are no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).long()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 12. `RunningMetrics` (10 puntos)
#
# La slide «Model Evaluation» propone usar métricas para ir siguiendo el progreso del modelo, epoch a epoch.
# Pero las predicciones llegan de a un batch, y promediar las métricas de los batches no da la métrica del
# conjunto: con el F1 el resultado puede ser muy distinto. Esta clase junta lo que hace falta mientras pasan
# los batches y calcula al final.
#
# **Métodos**
#
# - `update(preds, target)` agrega un batch: etiquetas 0 y 1 de forma `(n,)`. Los batches pueden tener
#   tamaños distintos y ninguno viene vacío. Si las formas difieren, hay `ValueError`, a más tardar en
#   `compute`.
# - `compute()` entrega un diccionario con `accuracy`, `precision`, `recall` y `f1` de **todo** lo visto
#   desde el último `reset`, cada uno un `float`. No borra nada: se puede llamar varias veces y seguir
#   agregando después.
# - `reset()` olvida todo, para empezar otro epoch.
#
# **Convenciones**
#
# - La clase 1 es la positiva y una razón con denominador 0 vale `0.0`.
# - `compute()` sin nada visto, al comienzo o recién después de `reset`, lanza `ValueError`.
# - Cada objeto lleva su propia cuenta (uno para train y otro para val, por ejemplo).
#
# **Ejemplo.** Después de `update((1, 1), (1, 1))` y `update((1, 0, 0), (0, 1, 0))`, `compute()` entrega
# accuracy 0.6, y precision, recall y f1 de 2/3.

# %% [markdown] lang="en"
# ## 12. `RunningMetrics` (10 points)
#
# The slide «Model Evaluation» proposes to use metrics to follow the progress of the model, epoch by epoch.
# But predictions come one batch at a time, and averaging the metrics of the batches does not give the
# metric of the whole: with F1 the result can be far off. This class gathers what is needed while the
# batches pass and computes in the end.
#
# **Methods**
#
# - `update(preds, target)` adds a batch: labels 0 and 1 of shape `(n,)`. Batches may be of different sizes
#   and none comes empty. If the shapes differ there is a `ValueError`, in `compute` at the latest.
# - `compute()` returns a dictionary with `accuracy`, `precision`, `recall` and `f1` of **everything** seen
#   since the last `reset`, each a `float`. It clears nothing: it may be called several times, and more may
#   be added afterwards.
# - `reset()` forgets everything, to begin another epoch.
#
# **Conventions**
#
# - Class 1 is the positive one, and a ratio whose denominator is 0 is `0.0`.
# - `compute()` with nothing seen, at the start or right after `reset`, raises `ValueError`.
# - Each object keeps its own count (one for train and another for val, for instance).
#
# **Example.** After `update((1, 1), (1, 1))` and `update((1, 0, 0), (0, 1, 0))`, `compute()` returns an
# accuracy of 0.6, and precision, recall and f1 of 2/3.


# %%
class RunningMetrics:
    """Métricas binarias de todos los batches vistos desde el último `reset`.

    --- English ---
    Binary metrics of all batches seen since the last `reset`.

    Example:
        >>> metrics = RunningMetrics()
        >>> metrics.update(torch.tensor([1, 1]), torch.tensor([1, 1]))
        >>> metrics.update(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
        >>> {name: round(value, 2) for name, value in metrics.compute().items()}
        {'accuracy': 0.6, 'precision': 0.67, 'recall': 0.67, 'f1': 0.67}
    """

    def __init__(self) -> None:
        ### BEGIN SOLUTION
        self.reset()
        ### END SOLUTION

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Agrega un batch de etiquetas 0 y 1, ambas de forma `(n,)`.

        --- English ---
        Add a batch of labels 0 and 1, both of shape `(n,)`.
        """
        ### BEGIN SOLUTION
        _check(preds, target)
        self._preds.append(preds.clone())
        self._target.append(target.clone())
        ### END SOLUTION

    def compute(self) -> dict[str, float]:
        """`accuracy`, `precision`, `recall` y `f1` de todo lo visto; ValueError si no hay nada.

        --- English ---
        `accuracy`, `precision`, `recall` and `f1` of everything seen; ValueError if there is nothing.
        """
        ### BEGIN SOLUTION
        if not self._preds:
            raise ValueError("nothing was seen since the last reset")
        preds, target = torch.cat(self._preds), torch.cat(self._target)
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }
        ### END SOLUTION

    def reset(self) -> None:
        """Olvida todo lo visto.

        --- English ---
        Forget everything seen.
        """
        ### BEGIN SOLUTION
        self._preds: list[Tensor] = []
        self._target: list[Tensor] = []
        ### END SOLUTION
