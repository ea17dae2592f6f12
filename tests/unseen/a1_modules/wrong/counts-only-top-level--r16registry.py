# exercise: count_parameters
# mistake: it looks at the parameters that the module and its direct children own, so the layers of nested blocks are never counted
"""Assignment 1. Every block is small and documented."""
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        blocks: OrderedDict[str, nn.Module] = OrderedDict()
        width = in_features
        for index, size in enumerate(hidden, start=1):
            blocks[f"linear{index}"] = nn.Linear(width, size)
            blocks[f"relu{index}"] = nn.ReLU()
            width = size
        blocks["logit"] = nn.Linear(width, 1)
        self.net = nn.Sequential(blocks)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = x @ weight.t()
    return out if bias is None else out + bias


def _owned_parameters(module: nn.Module) -> Iterator[nn.Parameter]:
    """Yield the parameters that a module holds: its own and those of its layers."""
    owners = [module, *module.children()]
    for owner in owners:
        for parameter in owner._parameters.values():
            if parameter is not None:
                yield parameter


def count_parameters(model: nn.Module) -> int:
    unique = {id(p): p for p in _owned_parameters(model) if p.requires_grad}
    return sum(p.numel() for p in unique.values())


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=lr)
    return criterion, optimizer


@contextmanager
def inference(model: nn.Module) -> Iterator[nn.Module]:
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(was_training)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with inference(model) as net:
        return torch.sigmoid(net(x)).squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    use_cuda = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda" if use_cuda else "cpu")
