# style: LazyLinear materialised by a dry run in __init__, ModuleList subclass with reduce, ExitStack callbacks, bucketize
# option: Rprop as the optimizer, MultiLabelSoftMarginLoss as the criterion (the same number when there is one column)
import contextlib
import functools
import itertools

import torch
from torch import Tensor, nn


def _materialised(layer: nn.Module, width: int) -> nn.Module:
    """A lazy layer learns its input width from a first, throw-away forward pass."""
    with torch.no_grad():
        layer(torch.empty(1, width).zero_())
    return layer


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = _materialised(nn.LazyLinear(out_features), in_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        for name, layer, width in (
            ("fc1", nn.LazyLinear(out_features), in_features),
            ("fc2", nn.LazyLinear(1), out_features),
        ):
            self.register_module(name, _materialised(layer, width))

    def forward(self, x):
        return self.fc2(torch.threshold(self.fc1(x), 0.0, 0.0))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        parts = {"mlp1": MLP(4, 12), "mlp2": MLP2(12, 8)}
        for name in parts:
            setattr(self, name, parts[name])

    def forward(self, x):
        return functools.reduce(lambda value, part: part(value), self.children(), x)


class BinaryClassifier(nn.ModuleList):
    """The list *is* the network: it holds the layers, in order."""

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        for width, following in itertools.pairwise(itertools.chain((in_features,), hidden, (1,))):
            self.append(_materialised(nn.LazyLinear(following), width))

    def forward(self, x):
        *body, head = self
        return head(functools.reduce(lambda value, layer: layer(value).clamp(min=0), body, x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    # the old trick: a column of ones makes the bias one more weight
    if bias is not None:
        x = torch.cat((x, x.new_ones(len(x), 1)), dim=1)
        weight = torch.column_stack((weight, bias))
    return torch.tensordot(x, weight, dims=([1], [1]))


def count_parameters(model: nn.Module) -> int:
    everyone = model.named_parameters(remove_duplicate=False)
    sizes = {id(p): p.numel() for _, p in everyone if p.requires_grad}
    return sum(sizes.values())


def training_setup(model: nn.Module, lr: float):
    trainable = itertools.compress(model.parameters(), (p.requires_grad for p in model.parameters()))
    return nn.MultiLabelSoftMarginLoss(), torch.optim.Rprop(trainable, lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.inference_mode())
        (logit,) = model.train(mode=False)(x).unbind(dim=1)
        return torch.special.expit(logit)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    return torch.bucketize(proba, proba.new_tensor([threshold]), right=True)


def select_device(prefer_gpu: bool = True) -> torch.device:
    return torch.device(("cpu", "cuda")[bool(prefer_gpu) and torch.cuda.is_available()])
