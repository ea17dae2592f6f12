# unusual: ExitStack undoes everything (the mode of every single module, gradients); layers kept in a ModuleDict with numbered names
from contextlib import ExitStack
from functools import partial
from typing import Iterable, Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self._modules["fc1"] = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self._modules["fc1"](x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, x: Tensor) -> Tensor:
        h = self.get_submodule("fc1")(x)
        h = torch.where(h > 0, h, torch.zeros_like(h))
        return self.get_submodule("fc2")(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))

    def forward(self, x: Tensor) -> Tensor:
        for part in (self.mlp1, self.mlp2):
            x = part(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Iterable[int] = (32, 64)):
        super().__init__()
        self.layers = nn.ModuleDict()
        previous = in_features
        for number, size in enumerate(hidden, start=1):
            self.layers[f"hidden{number}"] = nn.Linear(previous, size)
            previous = size
        self.layers["logit"] = nn.Linear(previous, 1)

    def forward(self, x: Tensor) -> Tensor:
        for name, layer in self.layers.items():
            x = layer(x)
            if name.startswith("hidden"):
                x = F.relu(x)
        return x


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # broadcasting: (batch, 1, in) * (1, out, in), summed over in
    out = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(-1)
    return out if bias is None else out + bias.expand_as(out)


def count_parameters(model: nn.Module) -> int:
    unique = {p for p in model.parameters() if p.requires_grad}  # tensors hash by identity
    return sum(map(torch.numel, unique))


def training_setup(model: nn.Module, lr: float) -> Tuple:
    criterion = partial(F.binary_cross_entropy_with_logits, weight=None, pos_weight=None, reduction="mean")
    optimizer = torch.optim.Adamax([dict(params=[p]) for p in model.parameters() if p.requires_grad], lr=lr)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with ExitStack() as undo:
        for module in model.modules():
            undo.callback(setattr, module, "training", module.training)
        undo.enter_context(torch.no_grad())
        for module in model.modules():
            module.training = False
        logits = model(x)
        return torch.softmax(torch.cat([torch.zeros_like(logits), logits], dim=1), dim=1)[:, 1]


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    labels = torch.zeros(x.size(0), dtype=torch.long, device=x.device)
    labels[predict_proba(model, x) >= threshold] = 1
    return labels


def select_device(prefer_gpu: bool = True) -> torch.device:
    try:
        return {(True, True): torch.device("cuda")}[bool(prefer_gpu), torch.cuda.is_available()]
    except KeyError:
        return torch.device("cpu")
