# exercise: BinaryClassifier
# mistake: the layers live in a plain dict keyed by name, so none is registered
"""Assignment 1: networks as modules."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager

from torch import Tensor, nn
import torch
from torch.nn import functional as F


class MLP(nn.Module):
    """A single affine map."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """Affine, ReLU, affine to one unit."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    """MLP followed by MLP2."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Fully connected classifier with one logit."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.depth = len(hidden)
        self.net = {f"dense{i}": nn.Linear(sizes[i], sizes[i + 1]) for i in range(self.depth + 1)}

    def forward(self, x: Tensor) -> Tensor:
        for i in range(self.depth):
            x = F.relu(self.net[f"dense{i}"](x))
        return self.net[f"dense{self.depth}"](x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """x W^T + b."""
    product = torch.matmul(x, weight.transpose(0, 1))
    return product if bias is None else product + bias


def count_parameters(model: nn.Module) -> int:
    """Number of trainable scalars (parameters() already removes duplicates)."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    """BCE on logits and AdamW."""
    trainable = [p for p in model.parameters() if p.requires_grad]
    return nn.BCEWithLogitsLoss(), torch.optim.AdamW(trainable, lr=lr)


@contextmanager
def inference(model: nn.Module):
    """Evaluation mode for the block, the former mode afterwards."""
    previous = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield model
    finally:
        model.train(previous)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    """Probabilities of class 1, shape (batch,)."""
    with inference(model) as net:
        return net(x).sigmoid().flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Hard labels, int64."""
    return predict_proba(model, x).ge(threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    """CUDA when wanted and available."""
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
