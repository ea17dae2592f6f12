# %% [markdown]
# # Tarea 2: el ciclo de entrenamiento
# Nombre: M. Soto

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %%
def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Actualiza una vez los pesos de la red con este batch."""
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


# %%
from collections import deque, namedtuple

Registro = namedtuple("Registro", "loss n")


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    registros: deque[Registro] = deque()
    for lote in loader:
        inputs, targets = map(lambda t: t.to(device=device), lote)
        registros.append(Registro(train_step(model, inputs, targets, criterion, optimizer), len(inputs)))
    muestras = sum(r.n for r in registros)
    return sum(r.loss * (r.n / muestras) for r in registros)


def fit(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer,
    *, epochs: int, device: torch.device,
) -> list[float]:
    historia: deque[float] = deque(maxlen=epochs)
    while len(historia) < epochs:
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return [*historia]


# %%


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
    """Entrena con un solo batch hasta que el loss llegue a `target_loss`."""
    model.train()
    updates = 0
    for _ in range(max_steps):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
    return updates
