# unusual: someone from Keras writes a Dense layer of their own (with its own initialisation and a fused activation) and builds all from it
import math

import torch
import torch.nn.functional as F
from torch import nn

ACTIVATIONS = {"relu": lambda t: t.clamp_min(0), "linear": lambda t: t, None: lambda t: t}


class Dense(nn.Module):
    """units, activation: as in Keras, but the weight is (units, in), as in PyTorch."""

    def __init__(self, input_dim, units, activation=None):
        super().__init__()
        self.units = units
        self.activation = activation
        limit = math.sqrt(6 / (input_dim + units))
        self.weight = nn.Parameter(torch.empty(units, input_dim).uniform_(-limit, limit))
        self.bias = nn.Parameter(torch.full((units,), 0.01))

    def forward(self, inputs):
        z = F.linear(inputs, self.weight, self.bias)
        return ACTIVATIONS[self.activation](z)

    def extra_repr(self):
        return f"units={self.units}, activation={self.activation!r}"


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(in_features, out_features)

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(in_features, out_features, activation="relu")
        self.fc2 = Dense(out_features, 1)

    def forward(self, inputs):
        return self.fc2(self.fc1(inputs))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, inputs):
        hidden = self.mlp1(inputs)
        return self.mlp2(hidden)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.model = nn.Sequential()
        last = in_features
        for i, units in enumerate(hidden):
            self.model.add_module(f"dense_{i}", Dense(last, units, activation="relu"))
            last = units
        self.model.add_module("logits", Dense(last, 1))

    def forward(self, inputs):
        return self.model(inputs)


def linear_from_scratch(x, weight, bias):
    kernel = weight.transpose(0, 1)
    outputs = torch.tensordot(x, kernel, dims=1)
    if isinstance(bias, torch.Tensor):
        outputs = torch.add(outputs, bias)
    return outputs


def count_parameters(model):
    seen = set()
    total = 0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                total += math.prod(p.shape)
    return total


def training_setup(model, lr):
    loss = nn.BCEWithLogitsLoss(reduction="mean")
    # two groups, as people do who want decay on the kernels alone
    kernels = [p for p in model.parameters() if p.requires_grad and p.dim() > 1]
    others = [p for p in model.parameters() if p.requires_grad and p.dim() <= 1]
    groups = [g for g in ({"params": kernels, "weight_decay": 1e-4}, {"params": others}) if g["params"]]
    return loss, torch.optim.AdamW(groups, lr=lr, weight_decay=0.0)


def predict_proba(model, x):
    was_training = model.training
    model.train(mode=False)
    try:
        with torch.inference_mode():
            logits = model(x)
            proba = torch.special.expit(logits).flatten()
    finally:
        model.train(mode=was_training)
    return proba


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.where(proba >= threshold, 1, 0).to(torch.int64)


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    return torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
