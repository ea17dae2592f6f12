# how: every layer is hand-made from nn.Parameter and einsum (weight stored as (in, out) inside BinaryClassifier), criterion is a plain function on softplus
"""Tarea 1 - resuelta sin nn.Sequential."""
from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, *args):
        (entrada,) = args
        return torch.einsum("bi,oi->bo", entrada, self.fc1.weight) + self.fc1.bias


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, entrada):
        h = self.fc1(entrada)
        h = torch.maximum(h, torch.zeros((), dtype=h.dtype, device=h.device))
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class _Afin(nn.Module):
    """x @ W + b con W de (in, out): al revés que PyTorch, como en la pizarra."""

    def __init__(self, d_in, d_out):
        super().__init__()
        cota = 1.0 / math.sqrt(d_in)
        self.W = nn.Parameter(torch.empty(d_in, d_out).uniform_(-cota, cota))
        self.b = nn.Parameter(torch.empty(d_out).uniform_(-cota, cota))

    def forward(self, x):
        return torch.addmm(self.b, x, self.W)

    def extra_repr(self):
        return f"{self.W.shape[0]} -> {self.W.shape[1]}"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        tamanos = [in_features, *hidden, 1]
        self.n_capas = len(tamanos) - 1
        for i, (a, b) in enumerate(zip(tamanos, tamanos[1:])):
            setattr(self, f"capa_{i}", _Afin(a, b))

    def forward(self, x):
        for i in range(self.n_capas):
            x = getattr(self, f"capa_{i}")(x)
            if i < self.n_capas - 1:
                x = x.clamp(min=0)
        return x


def linear_from_scratch(x, weight, bias):
    out = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(dim=-1)
    return out if bias is None else out + bias


def count_parameters(model):
    vistos = {}
    for modulo in model.modules():
        for p in modulo._parameters.values():
            if p is not None and p.requires_grad:
                vistos[id(p)] = math.prod(p.shape)
    return int(sum(vistos.values()))


def bce_logits(logits, targets):
    # softplus(z) - y z  =  -[y log s + (1-y) log(1-s)]
    return (F.softplus(logits) - targets * logits).mean()


def training_setup(model, lr):
    return bce_logits, torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=lr)


def predict_proba(model, x):
    antes = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(x).sigmoid()[:, 0]
    finally:
        model.train(antes)


def predict(model, x, threshold=0.5):
    return torch.where(predict_proba(model, x) >= threshold, 1, 0)


def select_device(prefer_gpu=True):
    return torch.device("cuda" if prefer_gpu and torch.cuda.device_count() > 0 else "cpu")
