# Containers and registration: ParameterList with (in, out) weights, register_parameter, a LazyLinear that is
# materialised in the constructor, an own optimizer; predictions come from a copy of the model.
# reads: "the mode is restored" holds trivially where the model itself is never touched: the copy does the forward pass.
# reads: BinaryClassifier's attributes are free, so its weights may be stored as (in, out).
import copy

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        with torch.no_grad():
            self.fc1(torch.zeros(1, in_features))  # now it is an ordinary nn.Linear

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))
        self.add_module("relu", nn.ReLU())
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, x):
        for child in self.children():
            x = child(x)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))

    def forward(self, x):
        return self._modules["mlp2"](self._modules["mlp1"](x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.kernels = nn.ParameterList()
        self.biases = nn.ParameterDict()
        sizes = [in_features] + list(hidden) + [1]
        for i, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            self.kernels.append(nn.Parameter(torch.randn(fan_in, fan_out) * (2 / fan_in) ** 0.5))
            self.biases[f"b{i}"] = nn.Parameter(torch.randn(fan_out) * 0.05)

    def forward(self, x):
        last = len(self.kernels) - 1
        for i, kernel in enumerate(self.kernels):
            x = x @ kernel + self.biases[f"b{i}"]
            if i < last:
                x = x.relu()
        return x


def linear_from_scratch(x, weight, bias):
    holder = nn.Module()
    holder.register_buffer("weight", weight)
    holder.register_buffer("bias", bias)  # None is allowed
    out = torch.inner(x, holder.weight)
    return out if holder.bias is None else torch.add(out, holder.bias)


def count_parameters(model):
    return sum({p: p.numel() for p in model.parameters() if p.requires_grad}.values())


class PlainGradientDescent(torch.optim.Optimizer):
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
                    p.add_(p.grad, alpha=-group["lr"])
        return loss


def training_setup(model, lr):
    def criterion(logits, targets):
        log_p = nn.functional.logsigmoid(torch.cat([-logits, logits], dim=1))
        return nn.functional.nll_loss(log_p, targets.squeeze(1).long())

    return criterion, PlainGradientDescent(model.parameters(), lr)


def predict_proba(model, x):
    twin = copy.deepcopy(model).eval()
    with torch.no_grad():
        return twin(x).sigmoid().view(x.shape[0])


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.stack([proba < threshold, proba >= threshold], dim=1).long().argmax(dim=1)


def select_device(prefer_gpu=True):
    devices = {False: torch.device("cpu"), True: torch.device("cuda")}
    return devices[bool(prefer_gpu and torch.cuda.is_available())]
