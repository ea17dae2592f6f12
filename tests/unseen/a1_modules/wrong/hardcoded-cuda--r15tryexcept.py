# exercise: select_device
# mistake: trusts that torch.device("cuda") raises where there is no GPU, which it never does, so that cuda is chosen on every machine
"""Solución de la tarea 1 (hecha con ayuda de un asistente, revisada por mí)."""
from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import Tensor, nn

INPUT_DIM: Final = 4
MID_DIM: Final = 12
HIDDEN_DIM: Final = 8


class MLP(nn.Module):
    """Red de una sola capa lineal."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1: nn.Linear = nn.Linear(in_features=in_features, out_features=out_features)

    def forward(self, x: Tensor) -> Tensor:
        """Aplica la capa lineal."""
        return self.fc1(x)


class MLP2(nn.Module):
    """Red con una capa oculta y activación ReLU."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)
        self.activation = nn.ReLU()
        self.fc2 = nn.Linear(in_features=out_features, out_features=1)

    def forward(self, x: Tensor) -> Tensor:
        """Aplica fc1, ReLU y fc2."""
        return self.fc2(self.activation(self.fc1(x)))


class SuperMLP(nn.Module):
    """Composición de `MLP` y `MLP2`."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(INPUT_DIM, MID_DIM)
        self.mlp2 = MLP2(MID_DIM, HIDDEN_DIM)

    def forward(self, x: Tensor) -> Tensor:
        """Pasa la entrada por ambos bloques."""
        features = self.mlp1(x)
        return self.mlp2(features)


class BinaryClassifier(nn.Module):
    """Clasificador binario que entrega un logit por fila."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        dims = [in_features, *hidden]
        self.hidden_layers = nn.ModuleList(
            [nn.Linear(d_in, d_out) for d_in, d_out in zip(dims, dims[1:])]
        )
        self.output_layer = nn.Linear(dims[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        """Devuelve logits de forma (batch, 1)."""
        for layer in self.hidden_layers:
            x = nn.functional.relu(layer(x))
        return self.output_layer(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Reproduce `nn.Linear`: y = x Wᵀ + b."""
    output = x @ weight.T
    return output + bias if bias is not None else output


def count_parameters(model: nn.Module) -> int:
    """Cuenta los parámetros entrenables."""
    return sum(param.numel() for param in model.parameters() if param.requires_grad)


def training_setup(model: nn.Module, lr: float) -> tuple[Callable, torch.optim.Optimizer]:
    """Elige el criterio y el optimizador."""
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    """Probabilidad de la clase 1, sin grafo y en modo evaluación."""
    was_training = model.training
    try:
        model.eval()
        with torch.inference_mode():
            logits = model(x)
            return torch.sigmoid(logits).squeeze(-1)
    finally:
        model.train(was_training)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Clase 1 donde la probabilidad es al menos `threshold`."""
    probabilities = predict_proba(model, x)
    return (probabilities >= threshold).long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    """Devuelve la GPU cuando existe y se prefiere."""
    if not prefer_gpu:
        return torch.device("cpu")
    try:
        device = torch.device("cuda")
    except (RuntimeError, AssertionError):
        # no hay GPU en esta máquina
        device = torch.device("cpu")
    return device
