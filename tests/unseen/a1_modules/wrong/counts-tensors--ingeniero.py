# exercise: count_parameters
# mistake: It counts how many parameter tensors the optimizer can move, not how many numbers they hold.
from itertools import pairwise

import torch
import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        widths = [in_features, *hidden]
        blocks = []
        for a, b in pairwise(widths):
            blocks += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*blocks, nn.Linear(widths[-1], 1))

    def forward(self, x):
        return self.net(x)


def linear_from_scratch(x, weight, bias):
    z = torch.einsum("bi,oi->bo", x, weight)
    return z if bias is None else z + bias


def _trainable(model):
    return {id(p): p for p in model.parameters() if p.requires_grad}


def count_parameters(model):
    return len(_trainable(model))


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.AdamW(_trainable(model).values(), lr=lr)


def predict_proba(model, x):
    before = model.training
    model.eval()
    try:
        with torch.inference_mode():
            return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(before)


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).to(torch.int64)


def select_device(prefer_gpu=True):
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
