# exercise: predict_proba
# mistake: gradients are switched by the mode that the model came in, so for a model in train mode they stay enabled during the forward pass
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    """Single affine layer."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    """Affine, ReLU, affine to one output."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.act(self.fc1(x)))


class SuperMLP(nn.Module):
    """MLP followed by MLP2."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


def _dense(n_in: int, n_out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = (in_features, *hidden)
        self.features = nn.Sequential(*map(_dense, sizes[:-1], sizes[1:]))
        self.classifier = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    output = x.matmul(weight.T)
    if bias is not None:
        output = output + bias
    return output


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    return nn.BCEWithLogitsLoss(reduction="mean"), torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


class _Phase:
    """Put a network in evaluation for a while and leave everything as it was."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.training = model.training
        self.grad = torch.is_grad_enabled()

    def __enter__(self) -> nn.Module:
        self.model.eval()
        torch.set_grad_enabled(self.grad and self.training)
        return self.model

    def __exit__(self, *exc: Any) -> None:
        torch.set_grad_enabled(self.grad)
        self.model.train(self.training)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _Phase(model) as network:
        logits = network(x)
    return logits.detach().sigmoid().squeeze(-1)


@torch.no_grad()
def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    available = torch.cuda.is_available()
    return torch.device("cuda") if (available and prefer_gpu) else torch.device("cpu")
