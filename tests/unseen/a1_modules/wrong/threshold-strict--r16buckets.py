# exercise: predict
# mistake: bucketize with its default side puts a probability equal to the threshold in class 0
import contextlib
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn


def _stack(sizes: Sequence[int]) -> Iterator[nn.Module]:
    """Linear layers between consecutive sizes, with a ReLU between each two."""
    for position, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
        if position:
            yield nn.ReLU()
        yield nn.Linear(n_in, n_out)


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1, self.relu, self.fc2 = _stack((in_features, out_features, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__(*_stack([in_features, *hidden, 1]))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    scores = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(dim=-1)
    return scores if bias is None else scores + bias


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=lr)
    return nn.BCEWithLogitsLoss(), optimizer


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(mode)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with evaluating(model):
        return model(x).sigmoid().flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Class 0 lies below the boundary, class 1 from the boundary on."""
    probabilities = predict_proba(model, x)
    boundaries = torch.tensor([threshold], dtype=probabilities.dtype, device=probabilities.device)
    return torch.bucketize(probabilities, boundaries)


def select_device(prefer_gpu: bool = True) -> torch.device:
    kind = "cuda" if prefer_gpu and torch.cuda.is_available() else "cpu"
    return torch.device(kind)
