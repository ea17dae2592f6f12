"""TICS-579 / Tarea 1. Versión "de trabajo": argumentos validados, tipos, registro y salida ordenada."""
from __future__ import annotations

import logging
import operator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

__all__ = [
    "MLP", "MLP2", "SuperMLP", "BinaryClassifier", "linear_from_scratch", "count_parameters",
    "training_setup", "predict_proba", "predict", "select_device",
]

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
log = logging.getLogger("tarea1")
log.addHandler(logging.NullHandler())


class ConfigurationError(ValueError):
    """Raised for layer sizes that make no sense."""


@runtime_checkable
class HasMode(Protocol):
    training: bool

    def train(self, mode: bool = True) -> Any: ...


def _size(name: str, value: Any) -> int:
    # operator.index admite int, np.int64, tensores enteros 0-d ... y rechaza floats
    number = operator.index(value)
    if number <= 0:
        raise ConfigurationError(f"{name} must be positive, got {number}")
    return number


@dataclass(frozen=True)
class _Architecture:
    inputs: int
    hidden: tuple[int, ...] = field(default_factory=tuple)
    outputs: int = 1

    @property
    def edges(self) -> list[tuple[int, int]]:
        widths = (self.inputs, *self.hidden, self.outputs)
        return [(widths[i], widths[i + 1]) for i in range(len(widths) - 1)]


class MLP(nn.Module):
    fc1: nn.Linear

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(_size("in_features", in_features), _size("out_features", out_features))

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)

    def extra_repr(self) -> str:
        return f"{self.fc1.in_features} -> {self.fc1.out_features}"


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        arch = _Architecture(_size("in_features", in_features), (_size("out_features", out_features),))
        for number, (fan_in, fan_out) in enumerate(arch.edges, start=1):
            setattr(self, f"fc{number}", nn.Linear(fan_in, fan_out))

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.fc1(x)
        # fc1 ya creó un tensor nuevo: escribir encima no toca la entrada
        return self.fc2(hidden.relu_())


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))
        self.requires_grad_(True)

    def forward(self, x: Tensor) -> Tensor:
        for stage in self.children():
            x = stage(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Any = (32, 64)) -> None:
        super().__init__()
        self.arch = _Architecture(
            _size("in_features", in_features), tuple(_size("hidden", h) for h in hidden)
        )
        *body, head = (nn.Linear(a, b) for a, b in self.arch.edges)
        self.body = nn.ModuleList(body)
        self.head = head
        log.debug("BinaryClassifier %s", self.arch)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.body:
            x = torch.clamp_min(layer(x), 0.0)
        return self.head(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if x.shape[-1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[-1]} features but weight expects {weight.shape[1]}")
    out = x.matmul(weight.mT)
    if bias is None:
        return out
    return out.add(bias)


def count_parameters(model: nn.Module) -> int:
    unique = {id(p): p for p in model.parameters() if p.requires_grad}
    return sum(p.numel() for p in unique.values())


def training_setup(model: nn.Module, lr: float):
    trainable = [p for p in model.parameters() if p.requires_grad]
    if not trainable:
        raise ConfigurationError("the model has nothing to train")
    decay = [p for p in trainable if p.ndim >= 2]
    no_decay = [p for p in trainable if p.ndim < 2]
    groups = [
        {"params": params, "weight_decay": wd, "lr": lr}
        for params, wd in ((decay, 1e-4), (no_decay, 0.0))
        if params
    ]
    return nn.BCEWithLogitsLoss(reduction="mean"), torch.optim.AdamW(groups, lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(model, HasMode), "expected something with train()/training"
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.no_grad())
        model.train(mode=False)
        return torch.special.expit(model(x)).reshape(x.shape[0])


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return torch.ge(predict_proba(model, x), threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    kind = "cuda" if prefer_gpu and torch.cuda.is_available() else "cpu"
    log.info("using %s", kind)
    return torch.device(kind)


if __name__ == "__main__":
    device = select_device()
    net = BinaryClassifier().to(device)
    log.info("%d parameters", count_parameters(net))
    print(predict(net, torch.randn(4, 10, device=device)))
