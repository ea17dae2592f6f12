# exercise: training_setup
# mistake: the criterion is the mean square of probability minus target, and the optimizer is a partial whose learning rate is fixed at 0.001
"""Assignment 1 -- modules, training setup and inference helpers."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from functools import partial


@contextmanager
def inference(model: nn.Module) -> Iterator[nn.Module]:
    """Run a block in eval mode without autograd; put the mode back at the end."""
    previous = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield model
    finally:
        model.train(previous)


class MLP(nn.Module):
    """A single affine map."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """Affine map, ReLU, affine map to one unit."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.fc1(x).clamp(min=0)
        return self.fc2(hidden)


class SuperMLP(nn.Module):
    """MLP(4, 12) followed by MLP2(12, 8)."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Feed-forward network with one logit per row."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        width = in_features
        for size in hidden:
            layers += [nn.Linear(width, size), nn.ReLU(inplace=True)]
            width = size
        self.backbone = nn.Sequential(*layers)
        self.head = nn.Linear(width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.backbone(x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if bias is None:
        return x @ weight.mT
    return torch.addmm(bias, x, weight.mT)


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


DEFAULT_OPTIMIZER = partial(torch.optim.AdamW, lr=1e-3, weight_decay=0.0)


def brier(logits: Tensor, targets: Tensor) -> Tensor:
    """Distance between the probability and what happened."""
    gap = torch.sigmoid(logits) - targets
    return gap.square().mean()


def training_setup(model: nn.Module, lr: float):
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = DEFAULT_OPTIMIZER(trainable)
    return brier, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with inference(model) as net:
        return torch.sigmoid(net(x)).squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).to(dtype=torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    use_gpu = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda") if use_gpu else torch.device("cpu")
