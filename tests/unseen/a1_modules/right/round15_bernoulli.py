# style: probabilistic point of view, torch.distributions everywhere; recursive network; generator context manager
# option: criterion is minus the Bernoulli log-likelihood; Adagrad with one parameter group per tensor
"""Everything here is a Bernoulli distribution in disguise."""
from contextlib import contextmanager

import torch
from torch import nn
from torch.distributions import Bernoulli


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.utils.skip_init(nn.Linear, in_features, out_features)
        nn.init.xavier_uniform_(self.fc1.weight)
        nn.init.constant_(self.fc1.bias, 0.01)

    def forward(self, *args):
        (x,) = args
        return self.fc1.forward(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc2 = nn.Linear(out_features, 1)      # on purpose registered before fc1
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU(inplace=True)           # over fc1's output, never over x

    def forward(self, x):
        h = self.fc1(x)
        self.act(h)
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, x):
        compose = lambda *fs: (lambda v: v) if not fs else (lambda v: compose(*fs[1:])(fs[0](v)))
        return compose(self.mlp1, self.mlp2)(x)


class BinaryClassifier(nn.Module):
    """A matryoshka: a layer and, inside, the rest of the network."""

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        if len(hidden) == 0:
            self.here = nn.Linear(in_features, 1)
            self.rest = None
        else:
            self.here = nn.Linear(in_features, hidden[0])
            self.rest = BinaryClassifier(hidden[0], hidden[1:])

    def forward(self, x):
        z = self.here(x)
        return z if self.rest is None else self.rest(z.relu())


def linear_from_scratch(x, weight, bias):
    rows = torch.vmap(lambda row: torch.mv(weight, row))(x)
    return rows if bias is None else rows + bias.expand_as(rows)


def count_parameters(model):
    flat = [p.reshape(-1) for p in model.parameters() if p.requires_grad]
    return sum(len(v) for v in flat)


def training_setup(model, lr):
    def criterion(logits, targets):
        return Bernoulli(logits=logits).log_prob(targets).neg().mean()

    groups = [{"params": [p]} for p in model.parameters() if p.requires_grad]
    return criterion, torch.optim.Adagrad(groups, lr=lr)


@contextmanager
def evaluating(model):
    mode = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(mode)


def predict_proba(model, x):
    with evaluating(model):
        return Bernoulli(logits=model(x).reshape(len(x))).mean


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    one = torch.ones((), dtype=torch.long, device=p.device)
    return torch.where(p < threshold, 0 * one, one)


def select_device(prefer_gpu=True):
    return torch.device(type="cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
