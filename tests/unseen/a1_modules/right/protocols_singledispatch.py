# unusual: typing Protocols, NamedTuple results, singledispatch on what is counted, layers stored from the output back to the input
from functools import singledispatch, singledispatchmethod
from typing import Any, NamedTuple, Protocol, Sequence, runtime_checkable

import torch
from torch import Tensor, nn


@runtime_checkable
class HasMode(Protocol):
    training: bool

    def train(self, mode: bool = True) -> Any: ...


class Setup(NamedTuple):
    criterion: nn.Module
    optimizer: torch.optim.Optimizer


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        nn.init.orthogonal_(self.fc1.weight)

    @singledispatchmethod
    def forward(self, x: object) -> Tensor:
        raise TypeError(f"a tensor is needed, not {type(x).__name__}")

    @forward.register
    def _(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = self.fc1(x)
        a = (a + a.abs()) / 2  # the positive part
        return self.fc2(a)


class SuperMLP(nn.Module):
    mlp1: nn.Module
    mlp2: nn.Module

    def __init__(self) -> None:
        super().__init__()
        for number, (kind, sizes) in enumerate([(MLP, (4, 12)), (MLP2, (12, 8))], 1):
            setattr(self, f"mlp{number}", kind(*sizes))

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [1, *reversed(list(hidden)), in_features]
        # backwards[0] is the last layer of the network
        self.backwards = nn.ModuleList(nn.Linear(n_in, n_out) for n_out, n_in in zip(sizes, sizes[1:]))

    def forward(self, x: Tensor) -> Tensor:
        for position in range(len(self.backwards) - 1, 0, -1):
            x = nn.functional.hardtanh(self.backwards[position](x), 0.0, float("inf"))
        return self.backwards[0](x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    batch, n_out = x.shape[0], weight.shape[0]
    result = torch.empty(batch, n_out, dtype=x.dtype, device=x.device)
    rows = [torch.mv(weight, sample) for sample in x]
    result = torch.stack(rows) if rows else result
    return result if bias is None else result + bias


@singledispatch
def _size(thing: object) -> int:
    raise TypeError(type(thing))


@_size.register
def _(thing: nn.Parameter) -> int:
    return thing.numel() if thing.requires_grad else 0


@_size.register
def _(thing: nn.Module) -> int:
    return sum(_size(p) for p in dict.fromkeys(thing.parameters()))


def count_parameters(model: nn.Module) -> int:
    return _size(model)


def training_setup(model: nn.Module, lr: float) -> Setup:
    trainable = tuple(p for p in model.parameters() if p.requires_grad)
    return Setup(criterion=nn.BCEWithLogitsLoss(), optimizer=torch.optim.RAdam(trainable, lr=lr))


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(model, HasMode)
    mode, grad = model.training, torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        model.train(False)
        proba = torch.sigmoid(model(x)[:, 0])
    finally:
        model.train(mode)
        torch.set_grad_enabled(grad)
    return proba


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    one, zero = (torch.tensor(v, dtype=torch.int64, device=proba.device) for v in (1, 0))
    return torch.where(torch.less(proba, threshold), zero, one)


def select_device(prefer_gpu: bool = True) -> torch.device:
    match (bool(prefer_gpu), torch.cuda.is_available()):
        case (True, True):
            return torch.device("cuda")
        case _:
            return torch.device("cpu")
