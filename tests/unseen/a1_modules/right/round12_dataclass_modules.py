# Unusual: the networks are dataclasses (eq=False) whose layers are made in __post_init__, and functions are small callable objects' methods.
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass(eq=False)
class MLP(nn.Module):
    in_features: int
    out_features: int

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        nn.Module.__init__(self)
        return self

    def __post_init__(self):
        self.fc1 = nn.Linear(self.in_features, self.out_features)

    def forward(self, x):
        return self.fc1(x)


@dataclass(eq=False)
class MLP2(MLP):
    def __post_init__(self):
        super().__post_init__()
        self.fc2 = nn.Linear(self.out_features, 1)

    def forward(self, x):
        return self.fc2(super().forward(x).relu())


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=self.mlp1.out_features, out_features=8)

    def forward(self, x):
        y = x
        for _, part in self.named_children():
            y = part(y)
        return y


@dataclass(eq=False, repr=False)
class BinaryClassifier(nn.Module):
    in_features: int = 10
    hidden: Sequence[int] = field(default=(32, 64))

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        nn.Module.__init__(self)
        return self

    def __post_init__(self):
        self.hidden = tuple(self.hidden)
        steps = []
        for fan_in, fan_out in zip((self.in_features, *self.hidden), (*self.hidden, 1)):
            steps.extend((nn.Linear(fan_in, fan_out), nn.ReLU()))
        steps.pop()
        self.net = nn.Sequential(*steps)

    def forward(self, x):
        return self.net(x)


def linear_from_scratch(x, weight, bias):
    outer = x.unsqueeze(1) * weight.unsqueeze(0)  # (batch, out, in)
    total = outer.sum(-1)
    return total if bias is None else torch.add(total, bias)


def count_parameters(model):
    def numbers():
        for tensor in dict.fromkeys(model.parameters()):
            if tensor.requires_grad:
                yield tensor.numel()

    return sum(numbers())


class Criterion(nn.modules.loss._Loss):
    def forward(self, input, target):
        magnitude = input.abs()
        return (input.clamp(min=0) - input * target + torch.log1p(torch.exp(-magnitude))).mean()


def training_setup(model, lr):
    optimizer = torch.optim.Adamax([{"params": [p for p in model.parameters() if p.requires_grad], "lr": lr}], lr=lr)
    return Criterion(), optimizer


class Mode:
    """Descriptor-like helper: `with Mode(model)` is evaluation without a graph."""

    def __init__(self, model):
        self.stack = [(model, model.training)]
        self.guard = torch.no_grad()

    def __enter__(self):
        self.guard.__enter__()
        self.stack[0][0].eval()

    def __exit__(self, kind, value, traceback):
        while self.stack:
            model, mode = self.stack.pop()
            model.train(mode)
        self.guard.__exit__(kind, value, traceback)


def predict_proba(model, x):
    with Mode(model):
        chunks = model(x).split(1, dim=0)
        return torch.cat([torch.sigmoid(chunk).reshape(1) for chunk in chunks]) if len(x) else x.new_zeros(0)


def predict(model, x, threshold=0.5):
    return torch.tensor([int(p) for p in predict_proba(model, x) >= threshold], dtype=torch.int64, device=x.device)


def select_device(prefer_gpu=True):
    kinds = ["cpu"]
    if torch.cuda.is_available():
        kinds.append("cuda")
    return torch.device(kinds[-1] if prefer_gpu else kinds[0])
