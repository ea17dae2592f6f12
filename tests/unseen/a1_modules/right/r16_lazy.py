# style: LazyLinear layers materialised in __init__ by a dry run on zeros; the classifier is a linked list of modules (recursion)
# open options used: optimizer NAdam with one group per parameter; criterion through logaddexp; torch.accelerator for the device
from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

import torch
from torch import Tensor, nn


def dry_run(module: nn.Module, width: int) -> None:
    """Give every lazy layer its shape."""
    with torch.no_grad():
        module(torch.zeros(1, width))


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        dry_run(self, in_features)

    def forward(self, *args: Tensor) -> Tensor:
        (x,) = args
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc2 = nn.LazyLinear(1)  # registered before fc1: the order of registration is nobody's business
        self.fc1 = nn.LazyLinear(out_features)
        dry_run(self, in_features)

    def forward(self, rows: Tensor) -> Tensor:
        return self.fc2(torch.threshold(self.fc1(rows), 0.0, 0.0))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        for name, part in {"mlp1": MLP(4, 12), "mlp2": MLP2(12, 8)}.items():
            self.add_module(name, part)

    def forward(self, x: Tensor) -> Tensor:
        for part in self.children():
            x = part(x)
        return x


class Link(nn.Module):
    """A hidden layer which knows the rest of the network."""

    def __init__(self, width: int, rest: nn.Module) -> None:
        super().__init__()
        self.here, self.rest = nn.LazyLinear(width), rest

    def forward(self, x: Tensor) -> Tensor:
        return self.rest(self.here(x).clamp_min(0))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        self.chain = self._chain(list(hidden))
        dry_run(self, in_features)

    @classmethod
    def _chain(cls, sizes: list[int]) -> nn.Module:
        if not sizes:
            return nn.LazyLinear(1)
        first, *others = sizes
        return Link(first, cls._chain(others))

    def forward(self, x: Tensor) -> Tensor:
        return self.chain(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(dim=2)
    return out if bias is None else torch.add(out, bias)


def count_parameters(model: nn.Module) -> int:
    seen: dict[int, int] = {}
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is not None and parameter.requires_grad:
                seen.setdefault(id(parameter), parameter.numel())
    return sum(seen.values())


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    def criterion(logits: Tensor, targets: Tensor) -> Tensor:
        return (torch.logaddexp(logits, torch.zeros_like(logits)) - targets * logits).mean()

    groups = [{"params": [p]} for p in model.parameters() if p.requires_grad]
    return criterion, torch.optim.NAdam(groups, lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with ExitStack() as undo:
        undo.callback(partial(model.train, model.training))
        undo.enter_context(torch.inference_mode())
        return torch.special.expit(model.eval()(x)).flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    edges = torch.full((1,), threshold, dtype=proba.dtype, device=proba.device)
    return torch.bucketize(proba, edges, right=True)


def select_device(prefer_gpu: bool = True) -> torch.device:
    found = torch.accelerator.current_accelerator() if prefer_gpu and torch.accelerator.is_available() else None
    return torch.device("cuda") if found is not None and found.type == "cuda" else torch.device("cpu")
