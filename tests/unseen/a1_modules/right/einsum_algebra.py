# Linear algebra by hand: an Affine module of its own, einsum / addmm / baddbmm instead of nn.Linear.
# reads: "a linear layer" is any module with a trainable weight (out, in) and a trainable bias (out,); it need not
# be torch's nn.Linear. The layer below has the same attribute names, shapes and initialisation.
import math

import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        bound = 1 / math.sqrt(n_in)
        self.weight = nn.Parameter(torch.empty(n_out, n_in).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(n_out).uniform_(-bound, bound))

    @property
    def in_features(self):
        return self.weight.shape[1]

    @property
    def out_features(self):
        return self.weight.shape[0]

    def forward(self, x):
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Affine(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Affine(in_features, out_features)
        self.fc2 = Affine(out_features, 1)

    def forward(self, x):
        h = torch.addmm(self.fc1.bias, x, self.fc1.weight.t())
        h = (h + h.abs()) / 2  # max(h, 0)
        return torch.addmm(self.fc2.bias, h, self.fc2.weight.t())


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
        self.maps = nn.ModuleList()
        for n_out in [*hidden, 1]:
            self.maps.append(Affine(in_features, n_out))
            in_features = n_out

    def forward(self, x):
        for i, affine in enumerate(self.maps):
            x = affine(x if i == 0 else x.clamp_min(0))
        return x


def linear_from_scratch(x, weight, bias):
    if bias is None:
        return torch.bmm(x[None], weight.t()[None])[0]
    return torch.baddbmm(bias.expand(1, x.shape[0], -1), x[None], weight.t()[None])[0]


def count_parameters(model):
    return sum(math.prod(p.shape) for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    softplus = nn.functional.softplus

    def criterion(logits, targets):
        # log(1 + exp(-(2t - 1) z)) for targets 0 and 1, averaged by an inner product with 1/n
        losses = softplus((1 - 2 * targets) * logits).flatten()
        return torch.dot(losses, torch.full_like(losses, 1 / len(losses)))

    return criterion, torch.optim.SGD(model.parameters(), lr=lr, weight_decay=1e-5)


def predict_proba(model, x):
    mode = model.training
    try:
        with torch.no_grad():
            logits = model.eval()(x)
    finally:
        model.train(mode)
    return torch.einsum("ni->n", torch.sigmoid(logits))


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    edges = torch.tensor([threshold], dtype=proba.dtype, device=proba.device)
    return torch.bucketize(proba, edges, right=True)  # 1 from the threshold on


def select_device(prefer_gpu=True):
    names = ("cpu", "cuda")
    return torch.device(names[bool(prefer_gpu) * bool(torch.cuda.is_available())])
