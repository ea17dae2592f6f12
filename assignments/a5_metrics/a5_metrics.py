# %% [markdown]
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

# %%
import torch
from torch import Tensor


# %% [markdown]
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

    Example:
        >>> confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0]))
        (2, 1, 1, 1)
    """
    raise NotImplementedError("confusion_counts: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> accuracy(torch.tensor([2, 0, 1, 1]), torch.tensor([2, 0, 1, 0]))
        0.75
    """
    raise NotImplementedError("accuracy: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> precision(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 0, 0, 0, 1]))
        0.25
        >>> precision(torch.tensor([0, 0]), torch.tensor([1, 0]))
        0.0
    """
    raise NotImplementedError("precision: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> recall(torch.tensor([1, 1, 0, 0, 0]), torch.tensor([1, 0, 1, 0, 0]))
        0.5
    """
    raise NotImplementedError("recall: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> round(f1_score(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 1, 0, 0, 0])), 3)
        0.667
    """
    raise NotImplementedError("f1_score: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> round(macro_f1(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 0, 1, 0]), 3), 3)
        0.489
    """
    raise NotImplementedError("macro_f1: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> round(rmse(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 0.0])), 3)
        1.414
    """
    raise NotImplementedError("rmse: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> mae(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 3.0]))
        1.5
    """
    raise NotImplementedError("mae: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> mape(torch.tensor([1.5, -1.0]), torch.tensor([1.0, -2.0]))
        50.0
        >>> mape(torch.tensor([1.0]), torch.tensor([0.0]), eps=0.5)
        200.0
    """
    raise NotImplementedError("mape: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> smape(torch.tensor([3.0, -1.0]), torch.tensor([1.0, 1.0]))
        1.5
    """
    raise NotImplementedError("smape: escribe aquí tu solución")


# %% [markdown]
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

# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Etiquetas a partir de los logits de la red.

    Args:
        logits: `(n,)` o `(n, 1)`, binarios, o `(n, C)` con `C > 1`.
        threshold: la probabilidad desde la cual la etiqueta es 1; solo para logits binarios.

    Returns:
        Tensor int64 `(n,)`.

    Example:
        >>> labels_from_logits(torch.tensor([-1.0, 0.0, 0.3]))
        tensor([0, 1, 1])
        >>> labels_from_logits(torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.0, 1.0]]))
        tensor([1, 0])
    """
    raise NotImplementedError("labels_from_logits: escribe aquí tu solución")


# %% [markdown]
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

# %%
class RunningMetrics:
    """Métricas binarias de todos los batches vistos desde el último `reset`.

    Example:
        >>> metrics = RunningMetrics()
        >>> metrics.update(torch.tensor([1, 1]), torch.tensor([1, 1]))
        >>> metrics.update(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
        >>> {name: round(value, 2) for name, value in metrics.compute().items()}
        {'accuracy': 0.6, 'precision': 0.67, 'recall': 0.67, 'f1': 0.67}
    """

    def __init__(self) -> None:
        raise NotImplementedError("RunningMetrics.__init__: escribe aquí tu solución")

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Agrega un batch de etiquetas 0 y 1, ambas de forma `(n,)`.
        """
        raise NotImplementedError("RunningMetrics.update: escribe aquí tu solución")

    def compute(self) -> dict[str, float]:
        """`accuracy`, `precision`, `recall` y `f1` de todo lo visto; ValueError si no hay nada.
        """
        raise NotImplementedError("RunningMetrics.compute: escribe aquí tu solución")

    def reset(self) -> None:
        """Olvida todo lo visto.
        """
        raise NotImplementedError("RunningMetrics.reset: escribe aquí tu solución")
