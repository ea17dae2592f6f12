# style: hand-made layers (ParameterList, weights stored input-major), singledispatch counting, match, walrus, heaviside
# option: BinaryClassifier has no nn.Linear at all; custom Optimizer subclass; criterion is a two-class cross-entropy over [0, z]
from functools import singledispatch

import torch
from torch import nn
from torch.nn import functional as F


class Lineal(nn.Linear):
    """nn.Linear whose forward is written out."""

    def forward(self, input):
        return torch.einsum("bi,oi->bo", input, self.weight) + self.bias


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = Lineal(in_features, out_features)

    def __call__(self, *args, **kwargs):
        return super().__call__(*args, **kwargs)

    def forward(self, datos):
        return self.fc1(datos)


class MLP2(MLP):
    """Inherits fc1 from MLP and adds fc2."""

    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.fc2 = Lineal(out_features, 1)

    def forward(self, datos):
        oculta = super().forward(datos)
        return self.fc2(oculta * (oculta > 0))


class SuperMLP(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.bias = nn.ParameterList([torch.zeros(n) for n in sizes[1:]])
        self.weight = nn.ParameterList(
            [torch.randn(a, b) * (2.0 / a) ** 0.5 for a, b in zip(sizes, sizes[1:])]
        )

    def forward(self, x):
        last = len(self.weight) - 1
        for i in range(last + 1):
            x = torch.addmm(self.bias[i], x, self.weight[i])
            if i != last:
                x = torch.maximum(x, torch.zeros_like(x))
        return x


def linear_from_scratch(x, weight, bias):
    match bias:
        case None:
            return (x[:, None, :] * weight[None, :, :]).sum(-1)
        case _:
            return (x[:, None, :] * weight[None, :, :]).sum(-1) + bias[None, :]


@singledispatch
def _count(thing, seen):
    raise TypeError(type(thing))


@_count.register
def _(thing: nn.Parameter, seen):
    if (new := id(thing) not in seen):
        seen.add(id(thing))
    return thing.nelement() if new and thing.requires_grad else 0


@_count.register
def _(thing: nn.Module, seen):
    own = sum(_count(p, seen) for p in thing.parameters(recurse=False))
    return own + sum(_count(child, seen) for child in thing.children())


def count_parameters(model):
    return _count(model, set())


class Descenso(torch.optim.Optimizer):
    """Plain gradient descent, as in the slide."""

    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(p.grad, alpha=group["lr"])
        return loss


def _two_class(logits, targets):
    both = torch.cat([torch.zeros_like(logits), logits], dim=1)
    return F.cross_entropy(both, torch.cat([1 - targets, targets], dim=1))


def training_setup(model, lr):
    return _two_class, Descenso([p for p in model.parameters() if p.requires_grad], lr)


class _Evaluating:
    __slots__ = ("model", "before", "grad")

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.before, self.grad = self.model.training, torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)
        self.model.eval()
        return self.model

    def __exit__(self, *exc):
        torch._C._set_grad_enabled(self.grad)
        self.model.train(self.before)
        return False


def predict_proba(model, x):
    with _Evaluating(model) as m:
        z = m(x)
        return torch.softmax(torch.cat([torch.zeros_like(z), z], dim=1), dim=1)[:, 1]


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.heaviside(p - threshold, torch.ones_like(p)).to(torch.int64)


def select_device(prefer_gpu=True):
    match prefer_gpu, torch.cuda.is_available():
        case True, True:
            return torch.device("cuda")
        case _:
            return torch.device("cpu")
