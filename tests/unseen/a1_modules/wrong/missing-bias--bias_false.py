# exercise: BinaryClassifier
# mistake: the hidden layers are created with bias=False.
from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, Sequence

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    """Single affine map."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """Hidden layer + scalar head."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.act(self.fc1(x)))


class SuperMLP(nn.Module):
    """MLP followed by MLP2."""

    IN, MID, HID = 4, 12, 8

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(self.IN, self.MID)
        self.mlp2 = MLP2(self.MID, self.HID)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


def _block(n_in: int, n_out: int) -> list[nn.Module]:
    return [nn.Linear(n_in, n_out, bias=False), nn.ReLU()]


class BinaryClassifier(nn.Module):
    """Fully connected net with a one-logit head."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [in_features, *hidden]
        layers: list[nn.Module] = []
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            layers += _block(n_in, n_out)
        layers.append(nn.Linear(sizes[-1], 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = torch.matmul(x, weight.t())
    return out if bias is None else out + bias


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    criterion = nn.BCEWithLogitsLoss()
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(trainable, lr=lr)
    return criterion, optimizer


@contextmanager
def _inference(model: nn.Module) -> Iterator[None]:
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _inference(model):
        logits = model(x)
        return torch.sigmoid(logits).view(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    return (proba >= threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    use_cuda = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda" if use_cuda else "cpu")
