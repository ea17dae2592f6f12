"""Entrega de la tarea 1: redes como módulos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

__all__ = [
    "MLP",
    "MLP2",
    "SuperMLP",
    "BinaryClassifier",
    "linear_from_scratch",
    "count_parameters",
    "training_setup",
    "predict_proba",
    "predict",
    "select_device",
]


@contextmanager
def _inference(model: nn.Module) -> Iterator[nn.Module]:
    """Deja `model` en modo eval y sin gradientes mientras dura el bloque."""
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield model
    finally:
        model.train(was_training)


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.fc1(x).relu())


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class _Block(nn.Module):
    """Linear + ReLU."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.linear(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [in_features, *hidden]
        self.body = nn.Sequential(*(_Block(a, b) for a, b in zip(sizes[:-1], sizes[1:])))
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    product = x @ weight.transpose(0, 1)
    return product if bias is None else product + bias


def count_parameters(model: nn.Module) -> int:
    unique = {id(p): p for p in model.parameters() if p.requires_grad}
    return sum(p.numel() for p in unique.values())


def training_setup(model: nn.Module, lr: float) -> tuple[nn.Module, torch.optim.Optimizer]:
    trainable = (p for p in model.parameters() if p.requires_grad)
    return nn.BCEWithLogitsLoss(), torch.optim.AdamW(trainable, lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _inference(model) as net:
        return net(x).sigmoid().flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return predict_proba(model, x).ge(threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    use_gpu = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda" if use_gpu else "cpu")
