# Unusual: a metaclass reads declarative layer descriptions from the class body and builds __init__-time layers from them.
import warnings
from typing import ClassVar

import torch
from torch import nn
from torch.nn import *  # noqa: F403

warnings.filterwarnings("ignore", category=UserWarning)
torch.set_num_threads(1)


class Layered(type):
    def __call__(cls, *args, **kwargs):
        instance = super().__call__(*args, **kwargs)
        for name, factory in getattr(cls, "layers", {}).items():
            setattr(instance, name, factory(instance))
        return instance


class MLP(nn.Module, metaclass=Layered):
    layers: ClassVar[dict] = {"fc1": lambda self: nn.Linear(self.n_in, self.n_out)}

    def __init__(self, in_features, out_features):
        super().__init__()
        self.n_in, self.n_out = in_features, out_features

    def forward(self, x):
        return self.fc1(x)

    def extra_repr(self):
        return f"{self.n_in} -> {self.n_out}"


class MLP2(nn.Module, metaclass=Layered):
    layers: ClassVar[dict] = {
        "fc1": lambda self: nn.Linear(self.n_in, self.n_out),
        "relu": lambda self: nn.ReLU(inplace=True),  # acts on fc1's output only
        "fc2": lambda self: nn.Linear(self.n_out, 1),
    }

    def __init__(self, in_features, out_features):
        super().__init__()
        self.n_in, self.n_out = in_features, out_features

    def forward(self, x):
        for name in type(self).layers:
            x = self.get_submodule(name)(x)
        return x


class SuperMLP(nn.Module, metaclass=Layered):
    layers: ClassVar[dict] = {"mlp1": lambda self: MLP(4, 12), "mlp2": lambda self: MLP2(12, 8)}

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module, metaclass=Layered):
    layers: ClassVar[dict] = {"blocks": lambda self: nn.ModuleDict(self.build())}

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.sizes = (in_features, *hidden)

    def build(self):
        for i, (n, m) in enumerate(zip(self.sizes, self.sizes[1:])):
            yield f"dense_{i}", nn.Linear(n, m)
            yield f"relu_{i}", ReLU()  # noqa: F405
        yield "logit", nn.Linear(self.sizes[-1], 1)

    def forward(self, x):
        for block in self.blocks.values():
            x = block(x)
        return x


def linear_from_scratch(x, weight, bias):
    neuron = torch.func.vmap(torch.dot, in_dims=(None, 0))  # one row against each neuron
    result = torch.func.vmap(neuron, in_dims=(0, None))(x, weight)
    return result if bias is None else result + bias[None, :]


def count_parameters(model):
    total = 0
    for parameter in model.parameters():
        total += parameter.nelement() * int(parameter.requires_grad)
    return total


class SignMomentum(torch.optim.Optimizer):
    """My own optimizer (Lion without its weight decay)."""

    def __init__(self, params, lr):
        super().__init__(params, dict(lr=lr, beta1=0.9, beta2=0.99))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                p.add_(torch.sign(m.lerp(p.grad, 1 - group["beta1"])), alpha=-group["lr"])
                m.lerp_(p.grad, 1 - group["beta2"])
        return loss


def training_setup(model, lr):
    return BCEWithLogitsLoss(pos_weight=None), SignMomentum(filter(lambda p: p.requires_grad, model.parameters()), lr)  # noqa: F405


def predict_proba(model, x):
    def run():
        with torch.no_grad():
            return torch.sigmoid(model(x)).view(-1)

    if not model.training:
        return run()
    model.eval()
    try:
        return run()
    finally:
        model.train()


def predict(model, x, threshold=0.5):
    probabilities = predict_proba(model, x)
    return torch.ones_like(probabilities, dtype=torch.long).masked_fill_(probabilities < threshold, 0)


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
