# exercise: kfold_indices
# mistake: cuts every training part to the size of the smallest, so that some training samples are missing where k does not divide n_samples
"""Solución de la tarea 3."""
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset


def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Divide los índices en entrenamiento, validación y prueba."""
    labels = np.asarray(y)
    if val_fraction + test_fraction >= 1.0:
        raise ValueError("val_fraction + test_fraction debe ser menor que 1.")

    rng = np.random.default_rng(seed)
    groups = labels if stratify else np.zeros(len(labels), dtype=int)
    train_parts, val_parts, test_parts = [], [], []
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        rng.shuffle(members)
        n_val = int(round(len(members) * val_fraction))
        n_test = int(round(len(members) * test_fraction))
        val_parts.append(members[:n_val])
        test_parts.append(members[n_val : n_val + n_test])
        train_parts.append(members[n_val + n_test :])

    train = np.concatenate(train_parts)
    val = np.concatenate(val_parts)
    test = np.concatenate(test_parts)
    if len(train) == 0:
        raise ValueError("No queda ninguna muestra para entrenar.")
    for part in (train, val, test):
        rng.shuffle(part)
    return train, val, test


def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
    """Estandariza con la media y la desviación de `X_train`."""
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    std = X_train.std(axis=0)
    is_constant = np.ptp(X_train, axis=0) == 0
    safe_std = np.where(is_constant, 1.0, std)
    return tuple(((np.asarray(a) - mean) / safe_std).astype(np.float32) for a in (X_train, *others))


def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Genera los índices de validación cruzada."""
    if k < 2 or k > n_samples:
        raise ValueError("k debe cumplir 2 <= k <= n_samples.")
    rng = np.random.default_rng(seed)
    val_parts = np.array_split(rng.permutation(n_samples), k)
    everything = np.arange(n_samples)
    train_parts = [rng.permutation(everything[~np.isin(everything, val)]) for val in val_parts]
    # Todos los modelos entrenan con la misma cantidad de datos: la comparación es justa.
    common_size = min(map(len, train_parts))
    return [(train[:common_size], val) for train, val in zip(train_parts, val_parts)]


def make_loaders(X, y, train, val, *, batch_size: int, seed: int) -> tuple[DataLoader, DataLoader]:
    """Crea los DataLoader de entrenamiento y validación."""
    features = np.asarray(X, dtype=np.float32)
    labels = np.asarray(y, dtype=np.float32)[:, np.newaxis]
    train_idx = np.asarray(train, dtype=np.intp)
    val_idx = np.asarray(val, dtype=np.intp)

    train_set = TensorDataset(torch.from_numpy(features[train_idx]), torch.from_numpy(labels[train_idx]))
    val_set = TensorDataset(torch.from_numpy(features[val_idx]), torch.from_numpy(labels[val_idx]))
    generator = torch.Generator()
    generator.manual_seed(seed)
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    val_loader = DataLoader(val_set, batch_size=batch_size, shuffle=False)
    return train_loader, val_loader


def evaluate(model: nn.Module, loader: DataLoader, criterion: Callable, device: torch.device) -> float:
    """Pérdida media por muestra, sin modificar el modelo."""
    was_training = model.training
    model.eval()
    total_loss, total_samples = 0.0, 0
    try:
        with torch.inference_mode():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                batch_size = inputs.size(0)
                total_loss += criterion(model(inputs), targets).item() * batch_size
                total_samples += batch_size
    finally:
        model.train(was_training)
    return total_loss / total_samples


def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Callable,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    """Entrena y valida en cada época."""
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        running_loss, samples = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            samples += inputs.size(0)
        history["train_loss"].append(running_loss / samples)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history


def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Callable,
    seed: int,
) -> list[float]:
    """Última pérdida de validación de cada fold."""
    device = torch.device("cpu")
    final_losses: list[float] = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        X_scaled = np.zeros(np.shape(X), dtype=np.float32)
        X_scaled[train], X_scaled[val] = standardize(X[train], X[val])
        train_loader, val_loader = make_loaders(X_scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        optimizer = make_optimizer(model)
        history = train_and_validate(
            model, train_loader, val_loader, criterion, optimizer, epochs=epochs, device=device
        )
        final_losses.append(history["val_loss"][-1])
    return final_losses
