# Correct: a Lightning-like base module in plain torch, with save_hyperparameters, configure_optimizers and fused/foreach flags
from __future__ import annotations

import inspect
from typing import Any, Protocol, Sequence, runtime_checkable

import torch
from torch import Tensor, nn

try:
    import lightning as L  # noqa: F401

    HAS_LIGHTNING = True
except ImportError:
    HAS_LIGHTNING = False

try:
    from torchinfo import summary
except ImportError:

    def summary(model, *args, **kwargs):
        print(model)


@runtime_checkable
class HasLoss(Protocol):
    def compute_loss(self, logits: Tensor, targets: Tensor) -> Tensor: ...


class LitModule(nn.Module):
    """What I use of LightningModule, without installing it."""

    hparams: dict[str, Any]

    def save_hyperparameters(self) -> None:
        frame_args = inspect.signature(type(self).__init__).parameters
        self.hparams = {name: self.__dict__.get("_" + name) for name in frame_args if name != "self"}

    @property
    def device(self) -> torch.device:
        return next((p.device for p in self.parameters()), torch.device("cpu"))

    def compute_loss(self, logits: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.binary_cross_entropy_with_logits(logits, targets)

    def training_step(self, batch, batch_idx: int) -> Tensor:
        x, y = batch
        return self.compute_loss(self(x), y)

    def configure_optimizers(self, lr: float = 1e-3):
        return torch.optim.Adam(self.parameters(), lr=lr)


class MLP(LitModule):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self._in_features, self._out_features = in_features, out_features
        self.save_hyperparameters()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(LitModule):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self._in_features, self._out_features = in_features, out_features
        self.save_hyperparameters()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        self.example_input_array = torch.zeros(1, in_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.fc1(x).relu_())


class SuperMLP(LitModule):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.net = nn.Sequential(self.mlp1, self.mlp2)

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class BinaryClassifier(LitModule):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        self._in_features, self._hidden = in_features, tuple(hidden)
        self.save_hyperparameters()
        blocks: list[nn.Module] = []
        last = in_features
        for width in hidden:
            blocks += [nn.Linear(last, width), nn.ReLU()]
            last = width
        blocks.append(nn.Linear(last, 1))
        self.model = nn.Sequential(*blocks)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if bias is None:
        return x @ weight.mT
    return torch.addmm(bias, x, weight.T)


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in set(model.parameters()) if p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    criterion = nn.BCEWithLogitsLoss(reduction="mean")
    trainable = [p for p in model.parameters() if p.requires_grad]
    decay = [p for p in trainable if p.ndim >= 2]
    no_decay = [p for p in trainable if p.ndim < 2]
    groups = [{"params": decay, "weight_decay": 1e-2}, {"params": no_decay, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=lr, foreach=True)
    return criterion, optimizer


class _EvalMode:
    __slots__ = ("module", "was_training", "grad")

    def __init__(self, module: nn.Module) -> None:
        self.module = module

    def __enter__(self):
        self.was_training = self.module.training
        self.grad = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return self.module.eval()

    def __exit__(self, *exc) -> None:
        torch.set_grad_enabled(self.grad)
        self.module.train(self.was_training)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _EvalMode(model) as m:
        return m(x).sigmoid().flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return predict_proba(model, x).ge(threshold).to(torch.int64)


def select_device(prefer_gpu: bool = True) -> torch.device:
    accelerator = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(accelerator) if prefer_gpu else torch.device("cpu")


if __name__ == "__main__":
    torch.manual_seed(0)
    net = BinaryClassifier()
    summary(net)
    assert isinstance(net, HasLoss)
    print(net.hparams, net.training_step((torch.zeros(3, 10), torch.ones(3, 1)), 0))
