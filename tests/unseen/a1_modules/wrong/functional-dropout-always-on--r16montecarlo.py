# exercise: BinaryClassifier
# mistake: forward calls torch.dropout with train=True, so units are dropped in evaluation mode too
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(MLP):
    """An MLP with one more layer on top."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(super().forward(x)))


class SuperMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))


class BinaryClassifier(nn.Module):
    """Hidden layers with ReLU and light regularisation, then one logit."""

    DROP = 0.1

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        sizes = [in_features, *hidden]
        self.hidden_layers = nn.ModuleList(
            nn.Linear(n_in, n_out) for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        )
        self.output_layer = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        h = x
        for layer in self.hidden_layers:
            h = torch.relu(layer(h))
            # PyTorch turns this off by itself after model.eval()
            h = torch.dropout(h, self.DROP, True)
        return self.output_layer(h)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    result = torch.mm(x, weight.transpose(0, 1))
    if bias is None:
        return result
    return torch.add(result, bias)


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    previous_mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            probabilities = torch.sigmoid(model(x))
    finally:
        model.train(mode=previous_mode)
    return probabilities.flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    probabilities = predict_proba(model, x)
    return torch.where(probabilities < threshold, 0, 1)


def select_device(prefer_gpu: bool = True) -> torch.device:
    if not prefer_gpu:
        return torch.device("cpu")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
