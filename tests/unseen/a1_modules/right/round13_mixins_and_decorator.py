# how: inheritance (MLP2 from MLP), a mixin for prediction, a decorator that handles eval mode and grad, and param groups in the optimizer
import functools
import logging
from collections import OrderedDict
from typing import Callable, Iterable, Optional, Tuple

import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


def inference(fn):
    """Corre `fn(model, ...)` en modo eval y sin gradientes; deja el modo como estaba."""

    @functools.wraps(fn)
    def wrapper(model, *args, **kwargs):
        previous = [(m, m.training) for m in model.modules()]
        prev_grad = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        model.eval()
        try:
            return fn(model, *args, **kwargs)
        except Exception:
            log.exception("fallo la red")
            raise
        finally:
            torch.set_grad_enabled(prev_grad)
            for module, mode in previous:
                module.training = mode

    return wrapper


class ParamMixin:
    @property
    def n_params(self) -> int:
        return count_parameters(self)

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device


class MLP(ParamMixin, nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(MLP):
    """Un MLP con una capa de salida más."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        self.act = nn.ReLU(inplace=True)  # actua sobre la salida de fc1, que es nuestra

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.act(super().forward(x)))


class SuperMLP(ParamMixin, nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))

    def forward(self, x: Tensor) -> Tensor:
        return functools.reduce(lambda h, layer: layer(h), self.children(), x)


class BinaryClassifier(ParamMixin, nn.Sequential):
    def __init__(self, in_features: int = 10, hidden: Iterable[int] = (32, 64)) -> None:
        layers: "OrderedDict[str, nn.Module]" = OrderedDict()
        width = in_features
        for i, h in enumerate(hidden, start=1):
            layers[f"lin{i}"] = nn.Linear(width, h)
            layers[f"relu{i}"] = nn.ReLU()
            width = h
        layers["logit"] = nn.Linear(width, 1)
        super().__init__(layers)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    y = x @ weight.mT
    if bias is not None:
        y = y + bias
    return y


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model: nn.Module, lr: float) -> Tuple[Callable, torch.optim.Optimizer]:
    decay, no_decay = [], []
    for p in model.parameters():
        if not p.requires_grad:
            continue
        (decay if p.ndim > 1 else no_decay).append(p)
    groups = [g for g in (
        {"params": decay, "weight_decay": 1e-4},
        {"params": no_decay, "weight_decay": 0.0},
    ) if g["params"]]
    return nn.BCEWithLogitsLoss(reduction="mean"), torch.optim.AdamW(groups, lr=lr)


@inference
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    return torch.sigmoid(model(x)).flatten()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return predict_proba(model, x).ge(threshold).long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    match (prefer_gpu, torch.cuda.is_available()):
        case (True, True):
            return torch.device("cuda")
        case _:
            return torch.device("cpu")
