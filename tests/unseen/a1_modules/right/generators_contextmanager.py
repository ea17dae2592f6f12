# unusual: generators: layers are yielded, the mode is kept by a @contextmanager that is also used as a decorator, threshold by heaviside
from contextlib import contextmanager
from itertools import accumulate, chain, islice

import torch
from torch import Tensor, nn


def linears(sizes):
    it = iter(sizes)
    n_in = next(it)
    for n_out in it:
        yield nn.Linear(n_in, n_out)
        n_in = n_out


def with_relus(layers):
    """relu between the layers, none after the last."""
    layers = iter(layers)
    yield next(layers)
    for layer in layers:
        yield nn.ReLU()
        yield layer


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        (self.fc1,) = linears((in_features, out_features))

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1.forward(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = linears((in_features, out_features, 1))

    def forward(self, x: Tensor) -> Tensor:
        *_, last = accumulate((self.fc1, torch.relu, self.fc2), lambda h, f: f(h), initial=x)
        return last


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        *_, last = accumulate((self.mlp1, self.mlp2), lambda h, f: f(h), initial=x)
        return last


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        self.net = nn.Sequential(*with_relus(linears(chain([in_features], hidden, [1]))))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    # the bias as one more input that is always 1
    if bias is not None:
        x = torch.hstack([x, x.new_ones(len(x), 1)])
        weight = torch.hstack([weight, bias[:, None]])
    return torch.einsum("...i, oi -> ...o", x, weight)


def count_parameters(model: nn.Module) -> int:
    def walk(module, memo):
        for parameter in module.parameters():
            if parameter.requires_grad and parameter not in memo:
                memo.add(parameter)
                yield from (1 for _ in islice(iter(int, 1), parameter.numel()))

    return sum(walk(model, set()))


def training_setup(model: nn.Module, lr: float):
    def criterion(logits, targets):
        signs = 2 * targets - 1  # -1 and +1
        return nn.functional.softplus(-signs * logits).mean()

    return criterion, torch.optim.Rprop((p for p in model.parameters() if p.requires_grad), lr=lr)


@contextmanager
def looking_only(model: nn.Module):
    before = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(before)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    @looking_only(model)
    def compute():
        return model(x).sigmoid().T.squeeze(0)

    return compute()


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    above = proba - proba.new_tensor(threshold)
    return torch.heaviside(above, torch.ones_like(above)).long()  # heaviside(0) is 1 here


def select_device(prefer_gpu: bool = True) -> torch.device:
    def options():
        if prefer_gpu and torch.cuda.is_available():
            yield "cuda"
        yield "cpu"

    return torch.device(next(options()))
