# %% [markdown]
# # Tarea 6: un experimento honesto

# %%
import copy
from functools import reduce
from itertools import islice

import matplotlib.pyplot as plt
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


# %% [markdown]
# ## 1. track_metrics

# %%
def track_metrics(model, loader, metrics, device):
    metrics = metrics.to(device)
    metrics.reset()
    modo_de_llegada = model.training

    @torch.no_grad()
    def red(entradas):
        return model(entradas.to(device))

    def anotar(batch):
        entradas, metas = batch
        metrics.update(red(entradas).sigmoid(), metas.to(device).long())

    model.eval()
    for _ in map(anotar, loader):
        pass
    model.train(modo_de_llegada)
    return {nombre: float(valor) for nombre, valor in metrics.compute().items()}


# %% [markdown]
# ## 2. plot_validation_curve

# %%
def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots(figsize=(8, 5))[1]
    curvas = [("loss en train", history["train_loss"]), ("loss en validación", history["val_loss"])]
    for nombre, valores in curvas:
        ax.plot(range(1, 1 + len(valores)), valores, label=nombre)
    mejor = min(enumerate(history["val_loss"], start=1), key=lambda par: par[1])[0]
    ax.axvline(mejor, ymin=0, ymax=1, color="tab:green", alpha=0.6, label="se guarda este")
    ax.set(xlabel="epoch", ylabel="loss")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


# %% [markdown]
# ## 3. diagnose

# %%
def diagnose(history, *, target_loss, gap):
    menor = lambda xs: reduce(lambda a, b: a if a <= b else b, xs)
    return (
        "underfitting"
        if menor(history["train_loss"]) > target_loss
        else "overfitting"
        if history["val_loss"][-1] - menor(history["val_loss"]) > gap
        else "good fit"
    )


# %% [markdown]
# ## 4. run_experiment

# %%
def _red(entradas):
    return nn.Sequential(
        nn.Linear(entradas, 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    )


def _epochs(model, train_loader, val, device, lr):
    """Generador sin fin: entrena un epoch cada vez que le piden uno y entrega los dos loss."""
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    x_val, t_val = (t.to(device) for t in val)
    while True:
        model.train()
        losses, tamanos = [], []
        for x, t in train_loader:
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            tamanos.append(len(x))
        train_loss = sum(l * n for l, n in zip(losses, tamanos)) / sum(tamanos)
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(x_val), t_val).item()
        yield train_loss, val_loss


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    # test sale primero; de lo que queda, un cuarto es validación
    X_dev, X_test, y_dev, y_test = train_test_split(X, y, train_size=0.72, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_dev, y_dev, train_size=0.75, stratify=y_dev, random_state=seed
    )
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val, X_test = map(scaler.transform, (X_val, X_test))

    def par(A, b):
        return torch.FloatTensor(A), torch.FloatTensor(b.astype("float32")).reshape(len(b), 1)

    loader = DataLoader(TensorDataset(*par(X_train, y_train)), batch_size=24, shuffle=True)
    model = _red(X.shape[1]).to(device)

    history = {"train_loss": [], "val_loss": []}
    mejor, mejor_epoch, pesos = float("inf"), 0, None
    corrida = _epochs(model, loader, par(X_val, y_val), device, lr=0.002)
    for epoch, (tl, vl) in enumerate(islice(corrida, max_epochs), start=1):
        history["train_loss"].append(tl)
        history["val_loss"].append(vl)
        if vl < mejor:
            mejor, mejor_epoch, pesos = vl, epoch, copy.deepcopy(model.state_dict())
        if epoch - mejor_epoch >= patience:
            break
    corrida.close()

    model.load_state_dict(pesos)
    model.eval()
    with torch.no_grad():
        logits = model(par(X_test, y_test)[0].to(device))
    y_hat = torch.sigmoid(logits).squeeze(1).round().cpu().numpy()
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y_test, y_hat)),
        "test_f1": float(f1_score(y_test, y_hat)),
        "model": model,
    }
