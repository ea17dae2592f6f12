# exercise: count_parameters
# mistake: descends module by module and adds every tensor it meets: frozen ones count and shared ones count at each place
import contextlib
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F


@contextlib.contextmanager
def inference(module):
    """Eval mode and no autograd inside; puts the mode back whatever happens."""
    mode = module.training
    module.eval()
    try:
        with torch.no_grad():
            yield module
    finally:
        module.train(mode)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features, bias=True))

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(in_features, out_features), nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.fc1(x).clamp(min=0))


class SuperMLP(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.add_module("mlp1", MLP(4, 12))
        self.add_module("mlp2", MLP2(12, 8))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        blocks = [nn.Sequential(nn.Linear(a, b), nn.ReLU(inplace=True)) for a, b in pairwise(sizes)]
        self.trunk = nn.Sequential(*blocks)
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        return self.head(self.trunk(x))


def linear_from_scratch(x, weight, bias):
    out = torch.einsum("bi,oi->bo", x, weight)
    if bias is None:
        return out
    return out + bias.unsqueeze(0)


def count_parameters(model):
    own = sum(p.nelement() for p in model._parameters.values() if p is not None)
    return own + sum(count_parameters(child) for child in model._modules.values() if child is not None)


def training_setup(model, lr):
    params = filter(lambda p: p.requires_grad, model.parameters())
    return F.binary_cross_entropy_with_logits, torch.optim.AdamW(params, lr=lr)


def predict_proba(model, x):
    with inference(model) as net:
        return net(x).sigmoid().flatten()


def predict(model, x, threshold=0.5):
    with inference(model) as net:
        p = net(x).sigmoid().flatten()
    return p.ge(threshold).long()


def select_device(prefer_gpu=True):
    name = {True: "cuda", False: "cpu"}[bool(prefer_gpu) and torch.cuda.is_available()]
    return torch.device(name)
