# unusual: prediction never touches the caller's model: it works on a deep copy in eval mode, so there is nothing to restore
import copy

import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        nn.init.xavier_uniform_(self.fc1.weight)

    forward = lambda self, x: self.fc1(x)  # noqa: E731


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="relu")

    forward = lambda self, x: self.fc2(F.relu(self.fc1(x)))  # noqa: E731


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    forward = lambda self, x: self.mlp2(self.mlp1(x))  # noqa: E731


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        widths = list(hidden)
        ins = [in_features] + widths
        outs = widths + [1]
        for i, (a, b) in enumerate(zip(ins, outs)):
            self.register_module(f"layer{i}", nn.Linear(a, b))
        self.depth = len(outs)

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"layer{i}")(x)
            if i + 1 < self.depth:
                x = x.relu()
        return x


def linear_from_scratch(x, weight, bias):
    n_out = weight.shape[0]
    if bias is None:
        bias = torch.zeros(n_out, dtype=x.dtype, device=x.device)
    return torch.addmm(bias, x, weight.T)


def count_parameters(model):
    return sum(p.nelement() for _, p in model.named_parameters() if p.requires_grad)


def training_setup(model, lr):
    return F.binary_cross_entropy_with_logits, torch.optim.NAdam(model.parameters(), lr=lr)


def predict_proba(model, x):
    frozen = copy.deepcopy(model).eval()
    for p in frozen.parameters():
        p.requires_grad = False
    with torch.no_grad():
        return frozen(x).view(len(x)).sigmoid()


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).int().long()


def select_device(prefer_gpu=True):
    use_gpu = all((prefer_gpu, torch.cuda.is_available()))
    return torch.device(type="cuda" if use_gpu else "cpu")
