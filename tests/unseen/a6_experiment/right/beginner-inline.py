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
from sklearn.metrics import accuracy_score, f1_score
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
    # guardo si el modelo estaba en modo train para dejarlo igual al final
    if model.training == True:
        estaba_en_train = True
    else:
        estaba_en_train = False

    model.eval()

    # las metricas tienen que estar en el mismo device que los datos
    metrics = metrics.to(device)
    metrics.reset()

    for batch in loader:
        x = batch[0]
        y = batch[1]
        x = x.to(device)
        y = y.to(device)
        with torch.no_grad():
            logits = model(x)
        # la formula de la sigmoide
        probabilidades = 1 / (1 + torch.exp(-logits))
        y_enteros = y.long()
        metrics.update(probabilidades, y_enteros)

    resultados = metrics.compute()
    salida = {}
    for nombre in resultados:
        salida[nombre] = float(resultados[nombre])

    if estaba_en_train:
        model.train()

    return salida


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
    # si no me pasan un ax creo uno nuevo
    if ax is None:
        figura, ax = plt.subplots()

    perdida_train = history["train_loss"]
    perdida_val = history["val_loss"]

    # lista de epochs: 1, 2, ..., n
    epochs = []
    for i in range(len(perdida_val)):
        epochs.append(i + 1)

    # busco el epoch con menor loss de validacion (el primero si hay empate)
    mejor_epoch = 1
    mejor_loss = perdida_val[0]
    for i in range(len(perdida_val)):
        if perdida_val[i] < mejor_loss:
            mejor_loss = perdida_val[i]
            mejor_epoch = i + 1

    ax.plot(epochs, perdida_train, color="blue", label="Entrenamiento")
    ax.plot(epochs, perdida_val, color="orange", label="Validación")
    ax.axvline(x=mejor_epoch, color="red", linestyle=":")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.set_title("Loss de entrenamiento y validación")
    ax.legend()

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
    # mejor loss de train = el mas chico de toda la lista
    mejor = history["train_loss"][0]
    for valor in history["train_loss"]:
        if valor < mejor:
            mejor = valor

    # menor loss de validacion
    menor = history["val_loss"][0]
    for valor in history["val_loss"]:
        if valor < menor:
            menor = valor

    ultimo = history["val_loss"][len(history["val_loss"]) - 1]
    empeora = ultimo - menor

    if mejor > target_loss:
        return "underfitting"
    elif empeora > gap:
        return "overfitting"
    else:
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
    # fijo la semilla
    torch.manual_seed(seed)

    # primero separo test (30%) y despues validacion (20% de lo que queda)
    X_temp, X_test, y_temp, y_test = train_test_split(X, y, test_size=0.3, random_state=seed, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(
        X_temp, y_temp, test_size=0.2, random_state=seed, stratify=y_temp
    )

    # escalo: fit solo con train
    escalador = StandardScaler()
    escalador.fit(X_train)
    X_train = escalador.transform(X_train)
    X_val = escalador.transform(X_val)
    X_test = escalador.transform(X_test)

    # paso todo a tensores
    X_train = torch.tensor(X_train, dtype=torch.float32).to(device)
    X_val = torch.tensor(X_val, dtype=torch.float32).to(device)
    X_test = torch.tensor(X_test, dtype=torch.float32).to(device)
    y_train = torch.tensor(y_train, dtype=torch.float32).view(-1, 1).to(device)
    y_val = torch.tensor(y_val, dtype=torch.float32).view(-1, 1).to(device)

    # la red
    model = nn.Sequential(
        nn.Linear(X_train.shape[1], 32),
        nn.ReLU(),
        nn.Linear(32, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
    )
    model = model.to(device)

    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

    batch_size = 32
    n = len(X_train)
    losses_train = []
    losses_val = []
    best_loss = float("inf")
    best_epoch = 1
    best_weights = copy.deepcopy(model.state_dict())
    contador = 0

    for epoch in range(max_epochs):
        # ---- entrenamiento ----
        model.train()
        perm = torch.randperm(n)
        suma = 0
        for inicio in range(0, n, batch_size):
            indices = perm[inicio:inicio + batch_size].to(device)
            xb = X_train[indices]
            yb = y_train[indices]

            optimizer.zero_grad()
            logits = model(xb)
            loss = criterion(logits, yb)
            loss.backward()
            optimizer.step()

            suma = suma + loss.item() * len(xb)
        losses_train.append(suma / n)

        # ---- validacion ----
        model.eval()
        with torch.no_grad():
            logits_val = model(X_val)
            val_loss = criterion(logits_val, y_val).item()
        losses_val.append(val_loss)

        # ---- early stopping ----
        if val_loss < best_loss:
            best_loss = val_loss
            best_epoch = epoch + 1
            best_weights = copy.deepcopy(model.state_dict())
            contador = 0
        else:
            contador = contador + 1
        if contador == patience:
            break

    # vuelvo a los mejores pesos
    model.load_state_dict(best_weights)

    # test, una sola vez
    model.eval()
    with torch.no_grad():
        logits_test = model(X_test)
    probs = torch.sigmoid(logits_test)
    preds = (probs >= 0.5).int().cpu().numpy().flatten()
    acc = accuracy_score(y_test, preds)
    f1 = f1_score(y_test, preds)

    resultado = {}
    resultado["history"] = {"train_loss": losses_train, "val_loss": losses_val}
    resultado["best_epoch"] = best_epoch
    resultado["test_accuracy"] = float(acc)
    resultado["test_f1"] = float(f1)
    resultado["model"] = model
    return resultado


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
