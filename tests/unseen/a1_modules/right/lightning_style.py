# An engine-minded person: networks know their loss and their optimizer, an engine runs them.
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Optional

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)

    def extra_repr(self) -> str:
        return f"{self.in_features} -> {self.out_features}"


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.0)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.dropout(self.relu(self.fc1(x))))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.register_buffer("version", torch.tensor(1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        layers = OrderedDict()
        width = in_features
        for number, size in enumerate(hidden, start=1):
            layers[f"linear{number}"] = nn.Linear(width, size)
            layers[f"relu{number}"] = nn.ReLU(inplace=True)
            width = size
        self.backbone = nn.Sequential(layers) if layers else nn.Identity()
        self.head = nn.Linear(width, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.backbone(x))


class Engine:
    """Runs any network; knows how to train it and how to predict with it."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    def loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.binary_cross_entropy_with_logits(logits, targets)

    def configure_optimizers(self, lr: float) -> torch.optim.Optimizer:
        decay, rest = [], []
        for parameter in self.network.parameters():
            if parameter.requires_grad:
                (decay if parameter.ndim > 1 else rest).append(parameter)
        groups = [{"params": decay, "weight_decay": 1e-4}, {"params": rest, "weight_decay": 0.0}]
        return torch.optim.AdamW([group for group in groups if group["params"]], lr=lr)

    @torch.inference_mode()
    def predict_step(self, batch: Tensor) -> Tensor:
        was_training = self.network.training
        self.network.eval()
        try:
            logits = self.network(batch)
        except BaseException:
            self.network.train(was_training)
            raise
        self.network.train(was_training)
        return torch.special.expit(logits).reshape(len(batch))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    columns = [x.mv(row) for row in weight.unbind(0)]  # one output neuron at a time
    result = torch.stack(columns, dim=1)
    return result if bias is None else result.add(bias)


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() if p.requires_grad else 0 for p in model.parameters())


def training_setup(model: nn.Module, lr: float) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    engine = Engine(model)
    return engine.loss, engine.configure_optimizers(lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    return Engine(model).predict_step(x)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    probabilities = predict_proba(model, x)
    return torch.where(probabilities >= threshold, 1, 0)


def select_device(prefer_gpu: bool = True) -> torch.device:
    available = {"cuda": torch.cuda.is_available(), "cpu": True}
    wanted = ("cuda", "cpu") if prefer_gpu else ("cpu",)
    return torch.device(next(name for name in wanted if available[name]))
