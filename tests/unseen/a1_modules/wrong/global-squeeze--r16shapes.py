# exercise: predict_proba
# mistake: it drops every dimension of size 1, so with a single row the result has shape () and not (1,)
import numpy as np
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, X):
        return self.fc1(X)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, X):
        Z1 = self.fc1(X)
        A1 = torch.maximum(Z1, torch.zeros_like(Z1))
        return self.fc2(A1)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, X):
        return self.mlp2(self.mlp1(X))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        dims = np.concatenate([[in_features], np.asarray(hidden, dtype=int), [1]]).tolist()
        self.layers = nn.ModuleList([nn.Linear(d_in, d_out) for d_in, d_out in zip(dims[:-1], dims[1:])])

    def forward(self, X):
        A = X
        L = len(self.layers)
        for l in range(L):
            A = self.layers[l](A)
            if l < L - 1:
                A = torch.clamp(A, min=0)
        return A


def linear_from_scratch(x, weight, bias):
    W = weight.T  # (in, out)
    return x @ W + (0 if bias is None else bias)


def count_parameters(model):
    return int(sum(np.prod(p.shape, dtype=int) for p in model.parameters() if p.requires_grad))


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.RMSprop(model.parameters(), lr=lr)


def drop_axes(a):
    """(n, 1) -> (n,): keep only the axes that really have something along them."""
    return a.reshape([d for d in a.shape if d != 1])


def predict_proba(model, x):
    mode = model.training
    try:
        model.eval()
        with torch.no_grad():
            z = model(x)
        return drop_axes(torch.sigmoid(z))
    finally:
        model.train(mode)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x).reshape(len(x))
    return (p >= threshold).to(torch.int64)


def select_device(prefer_gpu=True):
    return torch.device(("cpu", "cuda")[bool(prefer_gpu) and torch.cuda.is_available()])
