# exercise: training_setup
# mistake: splits the parameters into a weight-decay group and the rest (biases, norms) and gives only the first to the optimizer

"""Networks as modules: submission."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn


def trainable(model: nn.Module) -> list[nn.Parameter]:
    return [p for p in model.parameters() if p.requires_grad]


@contextmanager
def inference(model: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients; the previous mode always comes back."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


class MLP(nn.Module):
    """Single affine map."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """One hidden layer."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        hidden = nn.functional.relu(self.fc1(x))
        return self.fc2(hidden)


class SuperMLP(nn.Module):
    """MLP(4, 12) feeding MLP2(12, 8)."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Fully connected classifier with a single logit as output."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        widths = [in_features, *hidden]
        self.body = nn.Sequential(
            *(self._block(a, b) for a, b in zip(widths, widths[1:]))
        )
        self.head = nn.Linear(widths[-1], 1)

    @staticmethod
    def _block(n_in: int, n_out: int) -> nn.Module:
        return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = x @ weight.transpose(0, 1)
    return out if bias is None else out + bias


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in trainable(model))


def training_setup(model: nn.Module, lr: float) -> tuple[nn.Module, torch.optim.Optimizer]:
    # biases and normalisation parameters should not be decayed
    decay = [p for p in trainable(model) if p.ndim >= 2]
    no_decay = [p for p in trainable(model) if p.ndim < 2]
    assert len(decay) + len(no_decay) == len(trainable(model))

    criterion = nn.BCEWithLogitsLoss()
    groups = [{"params": decay, "weight_decay": 1e-2}]
    optimizer = torch.optim.AdamW(groups, lr=lr, weight_decay=0.0)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with inference(model):
        return torch.sigmoid(model(x)).squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return torch.ge(predict_proba(model, x), threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    use_gpu = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda" if use_gpu else "cpu")
