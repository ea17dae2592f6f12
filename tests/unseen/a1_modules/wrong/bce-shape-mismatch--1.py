# exercise: training_setup
from __future__ import annotations

import torch
import torch.nn as nn
import torch.optim as optim


class MLP(nn.Module):
    """Una capa."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.fc1(x)
        return out


class MLP2(nn.Module):
    """Dos capas con ReLU."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.fc1(x)
        out = self.relu(out)
        out = self.fc2(out)
        return out


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        z = self.mlp1(x)
        return self.mlp2(z)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super(BinaryClassifier, self).__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)


def linear_from_scratch(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    out = torch.matmul(x, weight.t())
    return out if bias is None else out + bias


def count_parameters(model: nn.Module) -> int:
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total += p.numel()
    return total


class _BCE(nn.Module):
    def __init__(self):
        super().__init__()
        self.bce = nn.BCEWithLogitsLoss()

    def forward(self, logits, targets):
        return self.bce(logits.squeeze(-1), targets)


def training_setup(model: nn.Module, lr: float):
    return _BCE(), optim.SGD(model.parameters(), lr=lr)


@torch.no_grad()
def predict_proba(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    try:
        model.eval()
        return model(x).sigmoid().squeeze(1)
    finally:
        model.train(was_training)


def predict(model: nn.Module, x: torch.Tensor, threshold: float = 0.5) -> torch.Tensor:
    return (predict_proba(model, x) >= threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
