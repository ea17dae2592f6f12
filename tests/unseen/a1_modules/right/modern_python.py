# Python 3.10+: match, walrus, dataclasses, ExitStack, NamedTuple, keyword-only helpers.
from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class LayerSpec:
    fan_in: int
    fan_out: int
    activated: bool = True

    def build(self) -> nn.Sequential | nn.Linear:
        linear = nn.Linear(self.fan_in, self.fan_out)
        return nn.Sequential(linear, nn.ReLU()) if self.activated else linear


@dataclass
class Architecture:
    in_features: int
    hidden: tuple[int, ...] = field(default_factory=tuple)

    def specs(self):
        width = self.in_features
        for size in self.hidden:
            yield LayerSpec(width, (width := size))
        yield LayerSpec(width, 1, activated=False)


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = LayerSpec(in_features, out_features, activated=False).build()

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    fc1: nn.Linear
    fc2: nn.Linear

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2((h := self.fc1(x)) * (h > 0))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        for part in (self.mlp1, self.mlp2):
            x = part(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        self.net = nn.Sequential(*(spec.build() for spec in Architecture(in_features, tuple(hidden)).specs()))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    match bias:
        case None:
            return x.matmul(weight.T)
        case Tensor():
            return torch.addmm(bias, x, weight.T)
        case other:
            raise TypeError(f"bias: {type(other).__name__}")


def count_parameters(model: nn.Module) -> int:
    total = 0
    for parameter in model.parameters():
        match parameter:
            case nn.Parameter(requires_grad=True):
                total += parameter.numel()
            case _:
                pass
    return total


class Setup(NamedTuple):
    criterion: nn.Module
    optimizer: torch.optim.Optimizer


def training_setup(model: nn.Module, lr: float) -> Setup:
    # A NamedTuple is a tuple: criterion, optimizer = training_setup(...) works.
    return Setup(criterion=nn.BCEWithLogitsLoss(), optimizer=torch.optim.Adamax(model.parameters(), lr=lr))


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.inference_mode())
        model.eval()
        return model(x).sigmoid().squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return ((p := predict_proba(model, x)) >= threshold).to(device=p.device, dtype=torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    match (bool(prefer_gpu), bool(torch.cuda.is_available())):
        case (True, True):
            return torch.device(type="cuda")
        case _:
            return torch.device(type="cpu")
