# exercise: BinaryClassifier, select_device
# mistake: BinaryClassifier turns its hidden activations into firing masks in place after the next layer has used them, so backward raises; and select_device takes the GPU whenever there is one
"""Building blocks for the course, with some bookkeeping to inspect them."""
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
    """One hidden layer, one output."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Remembers in `activity` which share of each block's units fired in the last batch."""

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        widths = [in_features, *hidden]
        self.blocks = nn.ModuleDict(
            {
                f"block{i}": nn.Sequential(nn.Linear(a, b), nn.ReLU())
                for i, (a, b) in enumerate(zip(widths, widths[1:]))
            }
        )
        self.logit = nn.Linear(widths[-1], 1)
        self.activity: dict[str, float] = {}

    def forward(self, x: Tensor) -> Tensor:
        activations: dict[str, Tensor] = {}
        for name, block in self.blocks.items():
            x = activations[name] = block(x)
        logits = self.logit(x)
        self.activity = {name: self._share_active(value) for name, value in activations.items()}
        return logits

    @staticmethod
    @torch.no_grad()
    def _share_active(activation: Tensor) -> float:
        return activation.gt_(0).mean().item()


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = torch.einsum("ni,oi->no", x, weight)
    return out if bias is None else out + bias


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    return nn.BCEWithLogitsLoss(), torch.optim.AdamW(model.parameters(), lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)[:, 0])
    finally:
        model.train(mode)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).to(torch.long)


_FALLBACK = torch.device("cpu")


def select_device(prefer_gpu: bool = True) -> torch.device:
    """Return the GPU if there is one, else `prefer_gpu` cannot be honoured and the CPU is used."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return _FALLBACK
