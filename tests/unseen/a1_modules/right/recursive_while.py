# Recursion and while loops: a network is a layer followed by a smaller network.
import torch
from torch import nn


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
        layers = iter([self.fc1, torch.relu, self.fc2])
        layer = next(layers, None)
        while layer is not None:
            x = layer(x)
            layer = next(layers, None)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """first layer + ReLU + the rest, which is a BinaryClassifier again; without hidden layers, just the logit."""

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        hidden = list(hidden)
        if hidden:
            head, *tail = hidden
            self.first = nn.Linear(in_features, head)
            self.rest = BinaryClassifier(head, tail)
        else:
            self.first = nn.Linear(in_features, 1)
            self.rest = None

    def forward(self, x):
        z = self.first(x)
        return z if self.rest is None else self.rest(z.relu())


def linear_from_scratch(x, weight, bias):
    total = x[:, :1] * weight[:, 0]
    j = 1
    while j < weight.shape[1]:
        total = total + x[:, j : j + 1] * weight[:, j]
        j += 1
    return total if bias is None else total + bias


def count_parameters(model):
    def visit(modules, seen):
        if not modules:
            return 0
        module, *others = modules
        here = 0
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad and id(parameter) not in seen:
                seen.add(id(parameter))
                here += parameter.numel()
        return here + visit(list(module.children()), seen) + visit(others, seen)

    return visit([model], set())


def training_setup(model, lr):
    def criterion(logits, targets):
        # two columns, and the targets as probabilities of the two classes
        two_logits = torch.cat([torch.zeros_like(logits), logits], dim=1)
        two_targets = torch.cat([1 - targets, targets], dim=1)
        return nn.functional.cross_entropy(two_logits, two_targets)

    return criterion, torch.optim.Rprop(model.parameters(), lr=lr)


def predict_proba(model, x):
    def with_mode(mode, action):
        before = model.training
        model.train(mode)
        try:
            return action()
        finally:
            model.train(before)

    def without_gradients(action):
        with torch.set_grad_enabled(False):
            return action()

    logits = with_mode(False, lambda: without_gradients(lambda: model(x)))
    # one row after the other, through the iterator protocol
    rows, out = iter(logits), []
    while True:
        try:
            out.append(next(rows)[0].sigmoid())
        except StopIteration:
            break
    return torch.stack(out) if out else logits.new_empty(0)


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    labels, i = [], 0
    while i < len(proba):
        labels.append(int(proba[i] >= threshold))
        i += 1
    return torch.tensor(labels, dtype=torch.int64, device=proba.device)


def select_device(prefer_gpu=True):
    candidates = ["cpu"]
    if torch.cuda.is_available():
        candidates.append("cuda")
    while len(candidates) > 1 and not prefer_gpu:
        candidates.pop()
    return torch.device(candidates[-1])
