# %% [markdown]
# # Tarea 6: un experimento honesto

# %%
import io

import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


# %% [markdown]
# ## 1. track_metrics

# %%
def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    era_train = model.training
    model.eval()

    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        with torch.inference_mode():
            salida = model(x)
        p = salida.sigmoid()
        metrics(p, y.int())  # tambien acumula

    if era_train:
        model.train()
    else:
        model.eval()
    finales = metrics.compute()
    return {k: finales[k].item() for k in finales.keys()}


# %% [markdown]
# ## 2. plot_validation_curve

# %%
def plot_validation_curve(history, ax=None):
    if ax is None:
        fig = plt.figure()
        ax = fig.add_axes([0.12, 0.12, 0.83, 0.8])
    entrenamiento = history["train_loss"]
    validacion = history["val_loss"]
    eje_x = [e + 1 for e in range(len(validacion))]
    donde = validacion.index(min(validacion))

    ax.plot(eje_x, entrenamiento, lw=1.5, label="Train Loss")
    # el rombo se dibuja solo en el mejor epoch
    ax.plot(eje_x, validacion, lw=1.5, marker="D", markersize=9, markevery=[donde], label="Validation Loss")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Binary cross-entropy")
    ax.legend(frameon=False)
    return ax


# %% [markdown]
# ## 3. diagnose

# %%
UNDER, OVER, GOOD = "underfitting", "overfitting", "good fit"


def diagnose(history, *, target_loss, gap):
    resultado = GOOD
    val = sorted(history["val_loss"])
    if history["val_loss"][-1] - val[0] > gap:
        resultado = OVER
    # el underfitting manda, por eso se mira al final
    if sorted(history["train_loss"])[0] > target_loss:
        resultado = UNDER
    return resultado


# %% [markdown]
# ## 4. run_experiment

# %%
class SeAcaboLaPaciencia(Exception):
    pass


class Guardian:
    """Guarda los mejores pesos en memoria y avisa cuando hay que parar."""

    def __init__(self, patience):
        self.patience = patience
        self.mejor = None
        self.epoch = None
        self.archivo = None
        self.malos = 0

    def revisar(self, epoch, val_loss, red):
        if self.mejor is None or val_loss < self.mejor:
            self.mejor, self.epoch, self.malos = val_loss, epoch, 0
            self.archivo = io.BytesIO()
            torch.save(red.state_dict(), self.archivo)
            return
        self.malos += 1
        if self.malos >= self.patience:
            raise SeAcaboLaPaciencia

    def restaurar(self, red, device):
        self.archivo.seek(0)
        red.load_state_dict(torch.load(self.archivo, map_location=device, weights_only=True))


class Red(nn.Sequential):
    def __init__(self, entradas):
        super().__init__(
            nn.Linear(entradas, 32),
            nn.ReLU(inplace=True),
            nn.Linear(32, 64),
            nn.ReLU(inplace=True),
            nn.Linear(64, 1),
        )


class Experimento:
    def __init__(self, seed, device):
        self.seed = seed
        self.device = device
        self.criterion = nn.BCEWithLogitsLoss(reduction="sum")
        self.history = {"train_loss": [], "val_loss": []}

    def preparar(self, X, y):
        X, X_test, y, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=self.seed)
        X, X_val, y, y_val = train_test_split(X, y, test_size=0.25, stratify=y, random_state=self.seed + 1)
        escala = StandardScaler().fit(X)
        partes = []
        for A, b in ((X, y), (X_val, y_val), (X_test, y_test)):
            A = torch.from_numpy(escala.transform(A)).float()
            b = torch.from_numpy(b).float().view(-1, 1)
            partes.append(TensorDataset(A, b))
        generador = torch.Generator()
        generador.manual_seed(self.seed)
        self.train = DataLoader(partes[0], batch_size=32, shuffle=True, generator=generador)
        self.val = DataLoader(partes[1], batch_size=32)
        self.test = DataLoader(partes[2], batch_size=32)

    def pasada(self, loader, optimizer=None):
        suma, n = 0.0, 0
        for x, t in loader:
            x, t = x.to(self.device), t.to(self.device)
            loss = self.criterion(self.red(x), t)  # suma del batch
            if optimizer is not None:
                optimizer.zero_grad()
                (loss / len(x)).backward()
                optimizer.step()
            suma += loss.item()
            n += len(x)
        return suma / n

    def entrenar(self, max_epochs, patience):
        torch.manual_seed(self.seed)
        self.red = Red(self.train.dataset.tensors[0].shape[1]).to(self.device)
        optimizer = torch.optim.Adam(self.red.parameters(), lr=0.003)
        guardian = Guardian(patience)
        try:
            for epoch in range(1, max_epochs + 1):
                self.red.train()
                self.history["train_loss"].append(self.pasada(self.train, optimizer))
                self.red.eval()
                with torch.no_grad():
                    self.history["val_loss"].append(self.pasada(self.val))
                guardian.revisar(epoch, self.history["val_loss"][-1], self.red)
        except SeAcaboLaPaciencia:
            pass
        guardian.restaurar(self.red, self.device)
        return guardian.epoch


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    exp = Experimento(seed, device)
    exp.preparar(X, y)
    best_epoch = exp.entrenar(max_epochs, patience)
    m = MetricCollection([BinaryAccuracy(), BinaryF1Score()])
    valores = track_metrics(exp.red, exp.test, m, device)
    return {
        "history": exp.history,
        "best_epoch": best_epoch,
        "test_accuracy": valores["BinaryAccuracy"],
        "test_f1": valores["BinaryF1Score"],
        "model": exp.red,
    }
