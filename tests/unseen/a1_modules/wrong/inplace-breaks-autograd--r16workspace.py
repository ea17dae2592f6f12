# exercise: BinaryClassifier
# mistake: forward writes every activation into one reused buffer, overwriting what autograd saved, so backward raises
"""Networks as modules, with an eye on memory."""
from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


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
        return self.fc2(nn.functional.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Fully connected classifier; the activations of all layers share one workspace."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)
        self.widest = max(sizes)

    def forward(self, x: Tensor) -> Tensor:
        workspace = x.new_zeros(x.shape[0], self.widest)
        width = x.shape[1]
        workspace[:, :width] = x
        for layer in self.layers:
            activation = torch.relu(layer(workspace[:, :width]))
            width = activation.shape[1]
            workspace[:, :width] = activation  # no new allocation per layer
        return self.head(workspace[:, :width])


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    product = torch.matmul(x, weight.mT)
    return product if bias is None else product + bias


def count_parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    trainable = [p for p in model.parameters() if p.requires_grad]
    return torch.nn.functional.binary_cross_entropy_with_logits, torch.optim.Adam(trainable, lr=lr)


@torch.no_grad()
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    try:
        return torch.sigmoid(model(x)).squeeze(dim=1)
    finally:
        model.train(was_training)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return torch.ge(predict_proba(model, x), threshold).type(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
