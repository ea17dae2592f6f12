# %% [markdown]
# # Tarea 6: un experimento honesto

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters


# %% [markdown]
# ## 1. track_metrics

# %%
def track_metrics(model, loader, metrics, device):
    n = len(loader.dataset)
    prob = torch.empty(n, 1, device=device)
    real = torch.empty(n, 1, device=device, dtype=torch.long)

    modo = model.training
    model.eval()
    i = 0
    with torch.no_grad():
        for xb, yb in loader:
            j = i + xb.shape[0]
            prob[i:j] = torch.sigmoid(model(xb.to(device)))
            real[i:j] = yb.to(device).long()
            i = j
    model.train(modo)

    metrics = metrics.to(device)
    metrics.reset()
    metrics.update(prob, real)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


# %% [markdown]
# ## 2. plot_validation_curve

# %%
def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    val = history["val_loss"]
    n = len(val)
    e = torch.arange(1, n + 1).tolist()
    b = sorted(range(n), key=val.__getitem__)[0]  # sort estable: primer mínimo
    ax.plot(e, history["train_loss"], label="Loss train")
    ax.plot(e, val, label="Loss val")
    ax.plot([e[b], e[b]], [0, val[b]], "k--", lw=0.8)
    ax.set_xlabel("Epoch (1..n)")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


# %% [markdown]
# ## 3. diagnose

# %%
def diagnose(history, *, target_loss, gap):
    train = torch.tensor(history["train_loss"], dtype=torch.float64)
    val = torch.tensor(history["val_loss"], dtype=torch.float64)
    if (train > target_loss).all():
        return "underfitting"
    if (val[-1] - val.min()).item() > gap:
        return "overfitting"
    return "good fit"


# %% [markdown]
# ## 4. run_experiment

# %%
class Clasificador(nn.Module):
    def __init__(self, d):
        super(Clasificador, self).__init__()
        self.oculta1 = nn.Linear(d, 32)
        self.oculta2 = nn.Linear(32, 64)
        self.logit = nn.Linear(64, 1)

    def forward(self, x):
        x = self.oculta1(x).clamp(min=0)
        x = self.oculta2(x).clamp(min=0)
        return self.logit(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    g = torch.Generator()
    g.manual_seed(seed)
    torch.manual_seed(seed)

    Xt = torch.tensor(X, dtype=torch.float64)
    yt = torch.tensor(y, dtype=torch.float32).reshape(-1, 1)

    # división por clase: 30% test, 20% val
    trozos = {"train": [], "val": [], "test": []}
    for clase in (0.0, 1.0):
        ids = torch.nonzero(yt[:, 0] == clase).flatten()
        ids = ids[torch.randperm(ids.numel(), generator=g)]
        a, b = int(0.3 * ids.numel()), int(0.5 * ids.numel())
        trozos["test"].append(ids[:a])
        trozos["val"].append(ids[a:b])
        trozos["train"].append(ids[b:])
    ids = {k: torch.cat(v) for k, v in trozos.items()}

    m = Xt[ids["train"]].mean(dim=0, keepdim=True)
    s = Xt[ids["train"]].std(dim=0, correction=0, keepdim=True)
    s = torch.where(s == 0, torch.ones_like(s), s)
    partes = {k: (((Xt[v] - m) / s).float().to(device), yt[v].to(device)) for k, v in ids.items()}

    red = Clasificador(Xt.shape[1]).to(device)
    perdida = nn.BCEWithLogitsLoss()
    opt = torch.optim.SGD(red.parameters(), lr=0.02, momentum=0.9, nesterov=True)

    historia = {"train_loss": [], "val_loss": []}
    mejor_epoch = 0
    mejor_vector = parameters_to_vector(red.parameters()).detach().clone()
    xs, ts = partes["train"]
    for epoch in range(1, max_epochs + 1):
        red.train()
        acumulado = torch.zeros((), device=device)
        for lote in torch.randperm(len(xs), generator=g).to(device).split(25):
            l = perdida(red(xs[lote]), ts[lote])
            opt.zero_grad(set_to_none=True)
            l.backward()
            opt.step()
            acumulado += l.detach() * lote.numel()
        historia["train_loss"].append((acumulado / len(xs)).item())

        red.eval()
        with torch.inference_mode():
            v = perdida(red(partes["val"][0]), partes["val"][1]).item()
        if all(v < previo for previo in historia["val_loss"]):
            mejor_epoch = epoch
            mejor_vector = parameters_to_vector(red.parameters()).detach().clone()
        historia["val_loss"].append(v)
        if epoch - mejor_epoch >= patience:
            break

    vector_to_parameters(mejor_vector, red.parameters())

    red.eval()
    with torch.inference_mode():
        clase_1 = red(partes["test"][0]).sigmoid() >= 0.5
    real_1 = partes["test"][1] == 1
    acierto = (clase_1 == real_1).float().mean().item()
    tp = (clase_1 & real_1).sum().item()
    errores = (clase_1 != real_1).sum().item()  # fp + fn
    f1 = 2 * tp / (2 * tp + errores) if tp else 0.0
    return {"history": historia, "best_epoch": mejor_epoch, "test_accuracy": acierto, "test_f1": f1, "model": red}
