# Caches what does not change: sizes, the names of the layers, stateless helpers. Never weights.
from functools import cached_property, lru_cache

import torch
from torch import nn


@lru_cache(maxsize=None)
def plan(in_features, hidden):
    """Sizes of the linear layers, remembered per architecture."""
    sizes = (in_features,) + hidden + (1,)
    return tuple((sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1))


@lru_cache(maxsize=1)
def relu():
    return nn.ReLU()  # stateless: one for everybody


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        for step in (self.fc1, relu(), self.fc2):
            x = step(x)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        for i, (fan_in, fan_out) in enumerate(plan(in_features, tuple(hidden))):
            self.register_module(f"linear_{i}", nn.Linear(fan_in, fan_out))

    @cached_property
    def names(self):
        return tuple(name for name, _ in self.named_children() if name.startswith("linear_"))

    def forward(self, x):
        *body, head = self.names
        for name in body:
            x = relu()(self.get_submodule(name)(x))
        return self.get_submodule(head)(x)


def linear_from_scratch(x, weight, bias):
    transposed = weight.t().contiguous()  # computed once, used once per row block
    out = torch.cat([row_block @ transposed for row_block in x.split(64)], dim=0)
    return out if bias is None else out + bias


def count_parameters(model):
    # A dictionary keyed by identity plays the cache: a shared tensor is entered once.
    sizes = {}
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is not None and parameter.requires_grad:
                sizes.setdefault(id(parameter), parameter.numel())
    return sum(sizes.values())


@lru_cache(maxsize=1)
def bce():
    return nn.BCEWithLogitsLoss()


def training_setup(model, lr):
    return bce(), torch.optim.Adam(list(model.parameters()), lr=lr, amsgrad=True)


class remembered_mode:
    __slots__ = ("model", "mode")

    def __init__(self, model):
        self.model, self.mode = model, model.training

    def __enter__(self):
        return self.model.eval()

    def __exit__(self, *exc):
        self.model.train(self.mode)


def predict_proba(model, x):
    with remembered_mode(model) as net, torch.no_grad():
        return torch.softmax(torch.cat([torch.zeros_like(z := net(x)), z], dim=1), dim=1)[:, 1]


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.heaviside(proba - threshold, torch.ones((), dtype=proba.dtype, device=proba.device)).long()


def select_device(prefer_gpu=True):
    return torch.device("cuda") if prefer_gpu and torch.cuda.is_available() else torch.device("cpu")
