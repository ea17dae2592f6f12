# Unusual: predict_proba evaluates a deep copy of the model, so the caller's model is never switched; layers come from partials.
import copy
import operator
from collections import OrderedDict
from functools import partial, partialmethod, reduce

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        linear = partial(nn.Linear, bias=True)
        self.fc1 = linear(in_features=in_features, out_features=out_features)

    forward = lambda self, x: self.fc1(x)  # noqa: E731


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def _run(self, x: Tensor, *, activation) -> Tensor:
        return self.fc2(activation(self.fc1(x)))

    forward = partialmethod(_run, activation=torch.relu)


class SuperMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(OrderedDict(mlp1=MLP(4, 12), mlp2=MLP2(12, 8)))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        widths = iter([*hidden, 1])
        self.first = nn.Linear(in_features, previous := next(widths))
        self.others = nn.ModuleList()
        for width in widths:
            self.others.append(nn.Sequential(nn.ReLU(), nn.Linear(previous, width)))
            previous = width

    def forward(self, x: Tensor) -> Tensor:
        return reduce(lambda value, layer: layer(value), self.others, self.first(x))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    out = torch.tensordot(x, weight, dims=([-1], [-1]))
    if bias is None:
        return out
    return torch.stack([column + b for column, b in zip(out.unbind(dim=1), bias)], dim=1)


def count_parameters(model: nn.Module) -> int:
    trainable = [p.detach().reshape(-1).cpu() for p in model.parameters() if p.requires_grad]
    return sum(map(len, trainable)) if trainable else 0


def training_setup(model: nn.Module, lr: float):
    optimizer = torch.optim.RMSprop([p for p in model.parameters() if p.requires_grad], lr=lr, momentum=0.5)
    return partial(nn.functional.binary_cross_entropy_with_logits, reduction="mean"), optimizer


@torch.no_grad
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    twin = copy.deepcopy(model)
    twin.eval()
    return torch.sigmoid(twin(x)).squeeze(1)


@torch.inference_mode
def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return operator.ge(predict_proba(model, x), threshold).type(torch.LongTensor).to(x.device)


def select_device(prefer_gpu: bool = True) -> torch.device:
    try:
        assert prefer_gpu and torch.cuda.is_available()
    except AssertionError:
        return torch.device("cpu")
    return torch.device("cuda")
