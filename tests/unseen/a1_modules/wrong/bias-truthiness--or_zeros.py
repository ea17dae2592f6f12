# exercise: linear_from_scratch
# mistake: replaces a missing bias by `bias or zeros`, which asks for the truth value of a tensor of several numbers

from functools import partial, reduce
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

# small toolbox
compose = lambda *fs: lambda x: reduce(lambda acc, f: f(acc), fs, x)
learnable = partial(filter, lambda p: p.requires_grad)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return F.linear(x, self.fc1.weight, self.fc1.bias)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return compose(self.fc1, F.relu, self.fc2)(x)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        return compose(self.mlp1, self.mlp2)(x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.linears = nn.ModuleList(
            nn.Linear(a, b) for a, b in pairwise((in_features, *hidden, 1))
        )

    def forward(self, x):
        *body, head = self.linears
        return head(reduce(lambda h, lin: F.relu(lin(h)), body, x))


def linear_from_scratch(x, weight, bias):
    out_features, _ = weight.shape
    b = bias or torch.zeros(out_features, dtype=x.dtype, device=x.device)
    return torch.einsum("bi,oi->bo", x, weight) + b


def count_parameters(model):
    return sum(map(torch.numel, learnable(model.parameters())))


def training_setup(model, lr):
    optimizer = torch.optim.SGD(learnable(model.parameters()), lr=lr, momentum=0.9)
    return F.binary_cross_entropy_with_logits, optimizer


def predict_proba(model, x):
    mode = model.training
    try:
        with torch.no_grad():
            return compose(model.eval(), torch.sigmoid, torch.flatten)(x)
    finally:
        model.train(mode)


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).long()


def select_device(prefer_gpu=True):
    return torch.device("cuda" if all((prefer_gpu, torch.cuda.is_available())) else "cpu")
