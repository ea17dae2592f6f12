# exercise: BinaryClassifier
# mistake: layers are kept in a cache by their shape, so hidden layers of the same shape share their weights.
from functools import lru_cache, reduce
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        return reduce(lambda h, f: f(h), (self.mlp1, self.mlp2), x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        dims = (in_features, *hidden)
        linear = lru_cache(maxsize=None)(nn.Linear)
        self.hidden_layers = nn.ModuleList(linear(a, b) for a, b in pairwise(dims))
        self.head = nn.Linear(dims[-1], 1)

    def forward(self, x):
        h = reduce(lambda acc, layer: F.relu(layer(acc)), self.hidden_layers, x)
        return self.head(h)


def linear_from_scratch(x, weight, bias):
    y = x.mm(weight.transpose(0, 1))
    return y + bias if bias is not None else y


def count_parameters(model):
    entrenables = filter(lambda p: p.requires_grad, model.parameters())
    return sum(map(torch.numel, entrenables))


def training_setup(model, lr):
    def criterion(outputs, targets):
        return F.binary_cross_entropy_with_logits(outputs, targets)

    return criterion, torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


def predict_proba(model, x):
    antes = model.training
    try:
        with torch.inference_mode():
            return model.eval()(x).sigmoid().flatten()
    finally:
        model.train(antes)


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).long()


def select_device(prefer_gpu=True):
    return torch.device("cuda") if torch.cuda.is_available() and prefer_gpu else torch.device("cpu")
