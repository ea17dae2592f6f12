# Assignment 1. I keep my notes in English, sorry!
import math

import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    """y = W x + b"""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    """fc1 -> ReLU -> fc2"""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features)
        self.fc2 = nn.Linear(in_features=out_features, out_features=1)

    def forward(self, x):
        h = self.fc1(x)
        h = h * (h > 0)  # that is all a ReLU does
        return self.fc2(h)


class SuperMLP(nn.Module):
    """The two above, chained."""

    def __init__(self):
        super().__init__()
        self.mlp2 = MLP2(in_features=12, out_features=8)
        self.mlp1 = MLP(in_features=4, out_features=12)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


def mlp_block(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        widths = [in_features] + [int(h) for h in hidden]
        self.blocks = nn.ModuleList(mlp_block(widths[i], widths[i + 1]) for i in range(len(hidden)))
        self.logit = nn.Linear(widths[-1], 1)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.logit(x)


def linear_from_scratch(x, weight, bias):
    # weight is (out, in): every row is one output neuron
    out = x.unsqueeze(1).mul(weight.unsqueeze(0)).sum(-1)  # (batch, out, in) -> (batch, out)
    return out if bias is None else out.add(bias)


def count_parameters(model):
    # .parameters() already skips duplicates
    return sum(math.prod(p.size()) for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    def criterion(logits, targets):
        # targets are 0/1, logsigmoid keeps it stable
        ll = targets * F.logsigmoid(logits) + (1 - targets) * F.logsigmoid(-logits)
        return -torch.mean(ll)

    decay, no_decay = [], []
    for p in model.parameters():
        if p.requires_grad:
            (decay if p.ndim > 1 else no_decay).append(p)
    groups = [
        {"params": ps, "weight_decay": wd} for ps, wd in ((decay, 1e-4), (no_decay, 0.0)) if len(ps) > 0
    ]
    return criterion, torch.optim.AdamW(groups, lr=lr)


def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            logits = model(x)
            return torch.special.expit(logits).ravel()
    finally:
        model.train(mode=was_training)


def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            proba = torch.special.expit(model(x)).ravel()
    finally:
        model.train(mode=was_training)
    # anything at or above the threshold is a 1
    return torch.ge(proba, threshold).type(torch.int64)


def select_device(prefer_gpu=True):
    device = "cpu"
    if prefer_gpu and torch.cuda.is_available():
        device = "cuda"
    return torch.device(type=device)
