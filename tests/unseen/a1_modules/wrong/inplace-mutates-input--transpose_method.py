# exercise: MLP2
# mistake: x.t_() transposes the caller's tensor in place before the product
from functools import reduce
from itertools import pairwise

from torch import nn
import torch

Linear, relu = nn.Linear, torch.relu


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.add_module("fc1", Linear(in_features, out_features))

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1, self.fc2 = Linear(in_features, out_features), Linear(out_features, 1)

    def forward(self, x):
        # W x with columns as samples, like on the blackboard
        z = self.fc1.weight @ x.t_() + self.fc1.bias[:, None]
        return self.fc2(relu(z).t())


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        return reduce(lambda h, f: f(h), (self.mlp1, self.mlp2), x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        sizes = (in_features, *hidden, 1)
        self.linears = nn.ModuleList([Linear(i, o) for i, o in pairwise(sizes)])

    def forward(self, x):
        *inner, last = self.linears
        return last(reduce(lambda h, f: relu(f(h)), inner, x))


def linear_from_scratch(x, weight, bias):
    out = torch.einsum("bi,oi->bo", x, weight)
    return out if bias is None else out + bias


def count_parameters(model):
    return sum(map(torch.numel, filter(lambda p: p.requires_grad, model.parameters())))


def training_setup(model, lr):
    bce = lambda logits, targets: nn.functional.binary_cross_entropy_with_logits(logits, targets)
    return bce, torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=lr, momentum=0.9)


@torch.no_grad()
def predict_proba(model, x):
    was = model.training
    try:
        return torch.sigmoid(model.eval()(x))[:, 0]
    finally:
        model.train(was)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.where(p >= threshold, torch.ones_like(p), torch.zeros_like(p)).long()


select_device = lambda prefer_gpu=True: torch.device(("cpu", "cuda")[bool(prefer_gpu and torch.cuda.is_available())])
