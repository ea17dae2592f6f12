# style: type-annotated engineering: postponed annotations, Protocol, frozen dataclass config, Final, __all__, logging, deepcopy in evaluation
# option: predict_proba evaluates a frozen deep copy, so the caller's model is never switched at all; NAdam
from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeAlias, runtime_checkable

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

__all__ = [
    "MLP", "MLP2", "SuperMLP", "BinaryClassifier", "linear_from_scratch", "count_parameters",
    "training_setup", "predict_proba", "predict", "select_device",
]

_LOG: Final = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())
Widths: TypeAlias = "Sequence[int]"


@runtime_checkable
class Criterion(Protocol):
    def __call__(self, outputs: Tensor, targets: Tensor) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of a network, end to end."""

    in_features: int
    hidden: tuple[int, ...]
    _: KW_ONLY
    out_features: int = 1
    name: str = field(default="net", compare=False)

    def pairs(self) -> Iterator[tuple[int, int]]:
        sizes = (self.in_features, *self.hidden, self.out_features)
        yield from zip(sizes[:-1], sizes[1:], strict=True)


class MLP(nn.Module):
    fc1: nn.Linear

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        ((a, b),) = Architecture(in_features, (), out_features=out_features).pairs()
        self.fc1 = nn.Linear(a, b)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    fc1: nn.Linear
    fc2: nn.Linear
    bottleneck: ClassVar[int] = 1

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        layers = (nn.Linear(a, b) for a, b in Architecture(in_features, (out_features,)).pairs())
        self.fc1, self.fc2 = layers

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(nn.functional.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Widths = (32, 64)) -> None:
        super().__init__()
        self._architecture = Architecture(in_features, tuple(hidden), name="classifier")
        self._stack = nn.Sequential()
        for index, (a, b) in enumerate(self._architecture.pairs()):
            if index:
                self._stack.append(nn.ReLU())
            self._stack.append(nn.Linear(a, b))

    @property
    def architecture(self) -> Architecture:
        return self._architecture

    def forward(self, x: Tensor) -> Tensor:
        return self._stack(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    _LOG.debug("affine map %s x %s", tuple(x.shape), tuple(weight.shape))
    product = torch.bmm(x[None], weight.mT[None])[0]
    return product if bias is None else torch.add(product, bias)


def count_parameters(model: nn.Module) -> int:
    trainable: dict[int, int] = {}
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is not None and parameter.requires_grad:
                trainable[id(parameter)] = parameter.shape.numel()
    return sum(trainable.values())


@dataclass
class _LogitLoss:
    """-log σ((2y - 1) z), for y in {0, 1}."""

    reduction: str = "mean"

    def __call__(self, outputs: Tensor, targets: Tensor) -> Tensor:
        signed = outputs * (2.0 * targets - 1.0)
        return -torch.mean(nn.functional.logsigmoid(signed))


def training_setup(model: nn.Module, lr: float) -> tuple[Criterion, torch.optim.Optimizer]:
    criterion = _LogitLoss()
    assert isinstance(criterion, Criterion)
    return criterion, torch.optim.NAdam((p for p in model.parameters() if p.requires_grad), lr=lr)


@torch.no_grad()
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    twin = copy.deepcopy(model).requires_grad_(False).eval()
    return twin(x).sigmoid()[..., 0]


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    return proba.new_zeros(proba.shape, dtype=torch.int64).masked_fill(proba >= threshold, 1)


def select_device(prefer_gpu: bool = True) -> torch.device:
    usable = prefer_gpu and torch.cuda.is_available()
    _LOG.info("gpu: %s", usable)
    return torch.device("cuda" if usable else "cpu")


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    print(BinaryClassifier().architecture)
