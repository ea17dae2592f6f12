# exercise: BinaryClassifier
# mistake: multiplies the nn.Parameter by a scale when it creates it, which leaves a plain tensor, so no weight matrix is registered

import torch
from torch import nn


def stack(sizes):
    """Linear layers through all the sizes, with a ReLU between two of them (not after the last)."""
    modules = []
    for n, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:])):
        if n > 0:
            modules.append(nn.ReLU())
        modules.append(nn.Linear(fan_in, fan_out))
    return nn.Sequential(*modules)


def run_quietly(model, x):
    """Forward pass in eval mode, no gradients, mode restored."""
    mode = model.training
    grad = torch.is_grad_enabled()
    try:
        model.eval()
        torch.set_grad_enabled(False)
        return model(x)
    finally:
        torch.set_grad_enabled(grad)
        model.train(mode)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))

    def forward(self, x):
        return self.fc1(x)


class MLP2(MLP):
    """An MLP with one more layer on top."""

    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, x):
        hidden = super().forward(x)
        return self.fc2(torch.where(hidden > 0, hidden, torch.zeros_like(hidden)))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        for block in self.children():
            x = block(x)
        return x


class ScaledLinear(nn.Module):
    """Linear layer with He initialisation."""

    def __init__(self, fan_in, fan_out):
        super().__init__()
        scale = (2 / fan_in) ** 0.5
        self.weight = nn.Parameter(torch.randn(fan_out, fan_in)) * scale
        self.bias = nn.Parameter(torch.zeros(fan_out))

    def forward(self, x):
        return linear_from_scratch(x, self.weight, self.bias)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.hidden = nn.ModuleList()
        for units in hidden:
            self.hidden.append(ScaledLinear(in_features, units))
            in_features = units
        self.logit = ScaledLinear(in_features, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.logit(x)


def linear_from_scratch(x, weight, bias):
    y = torch.tensordot(x, weight, dims=([1], [1]))
    if bias is None:
        return y
    return torch.add(y, bias)


def count_parameters(model):
    unique = {id(p): p for p in model.parameters()}
    return sum(p.numel() for p in unique.values() if p.requires_grad)


def training_setup(model, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return nn.BCEWithLogitsLoss(), optimizer


def predict_proba(model, x):
    return torch.sigmoid(run_quietly(model, x)).view(len(x))


def predict(model, x, threshold=0.5):
    probs = predict_proba(model, x)
    return torch.ones_like(probs).mul(probs >= threshold).to(torch.long)


def select_device(prefer_gpu=True):
    if torch.cuda.is_available() and prefer_gpu:
        return torch.device("cuda")
    return torch.device("cpu")
