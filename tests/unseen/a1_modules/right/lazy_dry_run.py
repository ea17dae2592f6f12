# Unusual: every layer is an nn.LazyLinear that a dry run in __init__ materialises at once.
from __future__ import annotations

import functools

import torch as t
import torch.nn as nn
import torch.nn.functional as F


def materialise(init):
    """Decorator of __init__: runs the forward once on zeros, so that lazy layers get their sizes."""

    @functools.wraps(init)
    def wrapper(self, *args, **kwargs):
        width = init(self, *args, **kwargs)
        with t.no_grad():
            self(t.zeros(2, width))

    return wrapper


class MLP(nn.Module):
    @materialise
    def __init__(self, in_features: int, out_features: int):
        super(MLP, self).__init__()
        self.fc1 = nn.LazyLinear(out_features)
        return in_features

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    @materialise
    def __init__(self, in_features: int, out_features: int):
        super(MLP2, self).__init__()
        self.fc1, self.fc2 = nn.LazyLinear(out_features), nn.LazyLinear(1)
        return in_features

    def forward(self, x):
        return self.fc2(t.maximum(h := self.fc1(x), t.zeros_like(h)))


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1: MLP = MLP(4, 12)
        self.mlp2: MLP2 = MLP2(12, 8)

    def forward(self, x):
        return (lambda *f: functools.reduce(lambda value, g: g(value), f, x))(self.mlp1, self.mlp2)


class BinaryClassifier(nn.Sequential):
    @materialise
    def __init__(self, in_features: int = 10, hidden=(32, 64)):
        super().__init__()
        activation = nn.ReLU()
        for width in hidden:
            self.append(nn.LazyLinear(width)).append(activation)
        self.append(nn.LazyLinear(1))
        return in_features


def linear_from_scratch(x, weight, bias):
    columns = [(x * row).sum(dim=1) for row in weight]
    out = t.stack(columns, dim=1)
    if bias is not None:
        out = out + bias
    return out


def count_parameters(model):
    unique = {id(p): p for _, p in model.named_parameters(remove_duplicate=False)}
    return sum(map(t.numel, filter(lambda p: p.requires_grad, unique.values())))


class LogitsBCE:
    """A criterion that is neither a module nor a function."""

    __slots__ = ()

    def __call__(self, logits, targets):
        return (F.softplus(logits) - logits * targets).mean()


def training_setup(model, lr):
    return LogitsBCE(), t.optim.Adam(model.parameters(), lr, amsgrad=True)


class evaluating:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.was = self.model.training
        self.grad = t.is_grad_enabled()
        t.set_grad_enabled(False)
        return self.model.train(mode=False)

    def __exit__(self, *exc):
        t.set_grad_enabled(self.grad)
        self.model.train(self.was)
        return False


def predict_proba(model, x):
    with evaluating(model) as frozen:
        return frozen(x).sigmoid()[:, 0]


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).to(t.int64)


def select_device(prefer_gpu=True):
    return t.device("cuda") if prefer_gpu and t.cuda.is_available() else t.device("cpu")
