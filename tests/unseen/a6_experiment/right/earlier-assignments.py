# %% [markdown]
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

# %%
import copy

from matplotlib.axes import Axes
import matplotlib.pyplot as plt
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


# %% [markdown]
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

    Example:
        >>> data = TensorDataset(torch.tensor([[0.2], [0.4]]), torch.tensor([[1], [1]]))
        >>> metrics = MetricCollection({"accuracy": BinaryAccuracy()})
        >>> track_metrics(nn.Identity(), DataLoader(data), metrics, torch.device("cpu"))
        {'accuracy': 1.0}
    """
    anterior = model.training
    metrics.to(device)
    metrics.reset()
    try:
        model.eval()
        with torch.set_grad_enabled(False):
            for inputs, targets in loader:
                logits = model(inputs.to(device))
                probs = torch.special.expit(logits)
                metrics.update(probs.squeeze(1), targets.to(device).squeeze(1).int())
    finally:
        model.train(anterior)
    resultado = metrics.compute()
    return {nombre: float(v.cpu()) for nombre, v in resultado.items()}


# %% [markdown]
# ## 2. `plot_validation_curve` (20 puntos)
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

# %%
def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Dibuja el loss de train y de validación por epoch, con una marca en el mejor.

    Args:
        history: listas `train_loss` y `val_loss`, un número por epoch.
        ax: dónde dibujar; sin él se crea una figura.

    Returns:
        El `Axes` con el gráfico.

    Example:
        >>> history = {"train_loss": [0.8, 0.4, 0.2], "val_loss": [0.9, 0.5, 0.7]}
        >>> ax = plot_validation_curve(history)
        >>> [len(line.get_xdata()) for line in ax.lines[:2]]
        [3, 3]
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 4))
    train = np.asarray(history["train_loss"])
    val = np.asarray(history["val_loss"])
    epochs = 1 + np.arange(val.size)
    mejor = epochs[np.flatnonzero(val == val.min())[0]]
    ax.plot(epochs, np.column_stack([train, val]), label=["Loss de train", "Loss de validación"])
    ax.axvline(mejor, ls="-.", c="k", lw=1)
    ax.text(mejor, val.max(), f" epoch {mejor}", va="top")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend(loc="best")
    return ax


# %% [markdown]
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

# %%
def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    """Primera lectura de una curva de validación.

    Args:
        history: listas `train_loss` y `val_loss`, un número por epoch.
        target_loss: el loss de train que se espera alcanzar.
        gap: cuánto puede empeorar la validación desde su mínimo.

    Returns:
        `"underfitting"`, `"overfitting"` o `"good fit"`.

    Example:
        >>> history = {"train_loss": [0.9, 0.3], "val_loss": [0.5, 0.8]}
        >>> diagnose(history, target_loss=0.4, gap=0.1)
        'overfitting'
        >>> diagnose(history, target_loss=0.2, gap=0.1)
        'underfitting'
    """
    # all(): ningún epoch llegó al objetivo
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    # any(): algún epoch fue mejor que el último por más de gap
    ultimo = history["val_loss"][-1]
    if any(ultimo - loss > gap for loss in history["val_loss"]):
        return "overfitting"
    return "good fit"


# %% [markdown]
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

# %%
# --- de la tarea 1
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        for h in hidden:
            self.capas.append(nn.Linear(in_features, h))
            in_features = h
        self.salida = nn.Linear(in_features, 1)

    def forward(self, x):
        for capa in self.capas:
            x = capa(x).relu()
        return self.salida(x)


# --- de la tarea 2
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * inputs.size(0)
    return total / len(loader.dataset)


# --- de la tarea 3
def holdout_indices(y, *, val_fraction, test_fraction, seed):
    rng = np.random.default_rng(seed)
    train, val, test = [], [], []
    for clase in np.unique(y):
        indices = rng.permutation(np.where(y == clase)[0])
        n_val = round(val_fraction * len(indices))
        n_test = round(test_fraction * len(indices))
        val.extend(indices[:n_val])
        test.extend(indices[n_val : n_val + n_test])
        train.extend(indices[n_val + n_test :])
    return rng.permutation(train), rng.permutation(val), rng.permutation(test)


def standardize(X_train, *others):
    promedio = X_train.mean(axis=0)
    desviacion = X_train.std(axis=0)
    desviacion = np.where(desviacion == 0, 1.0, desviacion)
    return tuple(((A - promedio) / desviacion).astype(np.float32) for A in (X_train, *others))


def evaluate(model, loader, criterion, device):
    modo = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            total += criterion(model(inputs.to(device)), targets.to(device)).item() * inputs.size(0)
    model.train(modo)
    return total / len(loader.dataset)


# --- de la tarea 4
class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if not np.isnan(value) and (self.best is None or value < self.best):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


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

    Example:
        >>> from sklearn.datasets import load_breast_cancer
        >>> X, y = load_breast_cancer(return_X_y=True)
        >>> result = run_experiment(X, y, seed=0, device=torch.device("cpu"), max_epochs=10)
        >>> len(result["history"]["val_loss"]), result["test_accuracy"] > 0.9
        (10, True)
    """
    train, val, test = holdout_indices(y, val_fraction=0.15, test_fraction=0.25, seed=seed)
    X_train, X_val, X_test = standardize(X[train], X[val], X[test])

    def dataset(A, indices):
        return TensorDataset(torch.from_numpy(A), torch.from_numpy(y[indices].astype(np.float32)).view(-1, 1))

    torch.manual_seed(seed)
    g = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(dataset(X_train, train), batch_size=20, shuffle=True, generator=g)
    val_loader = DataLoader(dataset(X_val, val), batch_size=20)
    test_loader = DataLoader(dataset(X_test, test), batch_size=20)

    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    stopper = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_state = 0, copy.deepcopy(model.state_dict())

    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        parar = stopper.step(history["val_loss"][-1])
        if stopper.bad_epochs == 0:  # hubo mejora
            best_epoch, best_state = epoch, copy.deepcopy(model.state_dict())
        if parar:
            break

    model.load_state_dict(best_state)
    metrics = MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()})
    test_metrics = track_metrics(model, test_loader, metrics, device)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": test_metrics["acc"],
        "test_f1": test_metrics["f1"],
        "model": model,
    }


# %% [markdown]
# # Preguntas
#
# Responde cada una en tres a seis líneas, con tus palabras. No se corrige la redacción, sino que se note
# que entiendes.

# %% [markdown]
# ## Pregunta 1 (4 puntos)
#
# La slide «Entrenamiento de la Red» dice que, con una arquitectura apropiada, el loss debería bajar epoch a
# epoch. ¿Por qué? ¿De qué loss habla, del de train o del de validación, y qué podría hacer que un epoch
# suba aunque todo esté bien?

# %% [markdown]
# *Escribe aquí tu respuesta.*

# %% [markdown]
# ## Pregunta 2 (4 puntos)
#
# ¿En qué se diferencian el loss y el rendimiento de un modelo? Describe un caso, con números si quieres, en
# que el loss de validación empeora y la accuracy no cambia, y di por qué no se entrena directamente con la
# accuracy.

# %% [markdown]
# *Escribe aquí tu respuesta.*

# %% [markdown]
# ## Pregunta 3 (4 puntos)
#
# Explica el dilema entre sesgo y varianza con tu propia curva de `plot_validation_curve`: ¿cómo se ve el
# underfitting, cómo el overfitting, y qué cambiarías en cada caso?

# %% [markdown]
# *Escribe aquí tu respuesta.*

# %% [markdown]
# ## Pregunta 4 (4 puntos)
#
# Al validar se usan `torch.no_grad()` y `model.eval()`. ¿Qué hace cada uno? ¿Cambia el loss de validación si
# olvidas el primero? ¿Y si olvidas el segundo?

# %% [markdown]
# *Escribe aquí tu respuesta.*

# %% [markdown]
# ## Pregunta 5 (4 puntos)
#
# ¿Cuándo conviene dejar de entrenar, y por qué se guardan tanto el mejor modelo como el último? Explica por
# qué esa decisión no puede tomarse mirando los datos de test.

# %% [markdown]
# *Escribe aquí tu respuesta.*
