# exercise: predict_proba
# mistake: The context manager that restores the mode has no try/finally, so a model that raises stays in eval mode.
from __future__ import annotations

from contextlib import contextmanager

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    """A single affine map."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """One hidden layer with ReLU."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.act(self.fc1(x)))


class SuperMLP(nn.Module):
    """Composition of the two networks above."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


def _block(fan_in: int, fan_out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(fan_in, fan_out), nn.ReLU())


class BinaryClassifier(nn.Sequential):
    """A stack of blocks and a linear head; being a Sequential, it needs no forward."""

    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        sizes = [in_features, *hidden]
        super().__init__(*[_block(a, b) for a, b in zip(sizes, sizes[1:])], nn.Linear(sizes[-1], 1))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if bias is None:
        bias = weight.new_zeros(weight.shape[0])
    return torch.addmm(bias, x, weight.t())


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in set(model.parameters()) if p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=lr)
    return criterion, optimizer


@contextmanager
def inference(model: nn.Module):
    """Evaluation mode and no graph; afterwards everything as before."""
    previous = model.training
    model.eval()
    with torch.no_grad():
        yield model
    model.train(previous)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with inference(model) as m:
        probabilities = m(x).sigmoid()
    return probabilities.squeeze(dim=-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).int().long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    match (prefer_gpu, torch.cuda.is_available()):
        case (True, True):
            return torch.device("cuda")
        case _:
            return torch.device("cpu")
