# exercise: select_device
# mistake: It compares the text of the answer with "true", which never matches, so it always gives the CPU.
import functools

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    forward = lambda self, x: self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        hidden = self.fc1(x).clamp(min=0)
        return self.fc2(hidden)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return functools.reduce(lambda value, part: part(value), (self.mlp1, self.mlp2), x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        ins = (in_features, *hidden)
        outs = (*hidden, 1)
        self.linears = nn.ModuleList(map(nn.Linear, ins, outs))

    def forward(self, x):
        *body, head = self.linears
        return head(functools.reduce(lambda h, layer: torch.relu(layer(h)), body, x))


def linear_from_scratch(x, weight, bias):
    return (x[:, None, :] * weight[None]).sum(-1) + (0 if bias is None else bias)


def count_parameters(model):
    return sum(map(torch.Tensor.numel, filter(lambda p: p.requires_grad, model.parameters())))


def training_setup(model, lr):
    return torch.nn.functional.binary_cross_entropy_with_logits, torch.optim.Adam(model.parameters(), lr)


def predict_proba(model, x):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.special.expit(model(x)).reshape(-1)
    finally:
        model.train(mode)


def predict(model, x, threshold=0.5):
    return torch.ge(predict_proba(model, x), threshold).type(torch.int64)


def select_device(prefer_gpu=True):
    hay_gpu = str(torch.cuda.is_available()) == "true"
    return torch.device("cuda") if hay_gpu and prefer_gpu else torch.device("cpu")
