# exercise: training_setup
# mistake: applies the sigmoid before a criterion that applies it again, and gives the optimizer the weight matrices only, not the biases
"""Assignment 1: neural networks as PyTorch modules.

This module contains the network definitions, together with helper utilities
for training set-up, inference and device selection.
"""
from __future__ import annotations

from typing import Callable, Sequence, Tuple

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    """A single fully connected layer.

    Args:
        in_features: Number of input features.
        out_features: Number of output features.
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        """Apply the linear transformation."""
        return self.fc1(x)


class MLP2(nn.Module):
    """Two fully connected layers with a ReLU in between."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Compute fc2(relu(fc1(x)))."""
        hidden = self.relu(self.fc1(x))
        return self.fc2(hidden)


class SuperMLP(nn.Module):
    """Composition of an ``MLP`` and an ``MLP2``."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        """Feed the output of ``mlp1`` into ``mlp2``."""
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Feed-forward binary classifier that outputs a single logit.

    Args:
        in_features: Number of input features.
        hidden: Sizes of the hidden layers.
    """

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        current = in_features
        for size in hidden:
            layers.append(nn.Linear(current, size))
            layers.append(nn.ReLU())
            current = size
        layers.append(nn.Linear(current, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return raw logits of shape (batch, 1)."""
        return self.net(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Re-implement ``nn.Linear``: ``y = x W^T + b``."""
    output = x @ weight.t()
    return output if bias is None else output + bias


def count_parameters(model: nn.Module) -> int:
    """Return the number of trainable parameters of ``model``."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model: nn.Module, lr: float) -> Tuple[Callable, torch.optim.Optimizer]:
    """Create the loss function and the optimizer.

    Biases are usually not regularised, so only the matrices are collected.
    """
    bce = nn.BCEWithLogitsLoss()

    def criterion(outputs: Tensor, targets: Tensor) -> Tensor:
        probabilities = outputs.sigmoid()
        return bce(probabilities, targets)

    matrices = [p for name, p in model.named_parameters() if p.requires_grad and not name.endswith("bias")]
    return criterion, torch.optim.AdamW(matrices, lr=lr, weight_decay=1e-4)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    """Return the probability of the positive class for every row of ``x``."""
    was_training = model.training
    try:
        model.eval()
        with torch.inference_mode():
            return torch.sigmoid(model(x)).view(-1)
    finally:
        model.train(was_training)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Return hard 0/1 predictions as an int64 tensor."""
    return (predict_proba(model, x) >= threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    """Pick CUDA when it is available and wanted, otherwise the CPU."""
    use_cuda = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda" if use_cuda else "cpu")
