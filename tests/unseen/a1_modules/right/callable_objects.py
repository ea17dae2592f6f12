# Unusual: the function exercises are instances of classes with __call__, and the ReLU of MLP2 is a forward hook on fc1.
from typing import Protocol

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.register_module("fc1", nn.Linear(in_features, out_features))

    def forward(self, x):
        return self._modules["fc1"](x)


class MLP2(nn.Module):
    """The ReLU is a forward hook of fc1."""

    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        self.fc1.register_forward_hook(lambda module, args, output: output.relu())

    def forward(self, x):
        return self.fc2(self.fc1(x))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.weights = nn.ParameterDict()
        for i in range(1, len(sizes)):
            layer = nn.Linear(sizes[i - 1], sizes[i])
            self.weights[f"w{i}"], self.weights[f"b{i}"] = layer.weight, layer.bias
        self.depth = len(sizes) - 1

    def forward(self, x):
        x = linear_from_scratch(x, self.weights["w1"], self.weights["b1"])
        for i in range(2, self.depth + 1):
            x = linear_from_scratch(torch.relu(x), self.weights[f"w{i}"], self.weights[f"b{i}"])
        return x


class _Linear:
    def __call__(self, x, weight, bias):
        return x @ weight.T + (0 if bias is None else bias)


class _Count:
    def __call__(self, model):
        return sum(p.numel() for p in model.parameters() if p.requires_grad)


class _Setup:
    def __init__(self, optimizer_class=torch.optim.Adagrad):
        self.optimizer_class = optimizer_class

    def __call__(self, model, lr):
        return nn.BCEWithLogitsLoss(), self.optimizer_class(
            (p for p in model.parameters() if p.requires_grad), lr=lr
        )


class Predictor(Protocol):
    def __call__(self, model: nn.Module, x: torch.Tensor) -> torch.Tensor: ...


class _Proba:
    def __call__(self, model, x):
        before = model.training
        model.train(False)
        previous = torch.is_grad_enabled()
        torch._C._set_grad_enabled(False)
        try:
            return model(x).sigmoid().squeeze(-1)
        finally:
            torch._C._set_grad_enabled(previous)
            model.train(before)


class _Label(_Proba):
    def __call__(self, model, x, threshold=0.5):
        return (super().__call__(model, x) >= threshold).long()


class _Device:
    def __call__(self, prefer_gpu=True):
        return torch.device("cuda") if torch.cuda.is_available() and prefer_gpu else torch.device("cpu")


linear_from_scratch, count_parameters, training_setup = _Linear(), _Count(), _Setup()
predict_proba: Predictor = _Proba()
predict, select_device = _Label(), _Device()
