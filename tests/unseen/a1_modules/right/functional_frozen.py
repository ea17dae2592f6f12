# Unusual: predict_proba uses torch.func.functional_call on detached weights; every layer has its own initialisation.
import torch
from torch import nn
from torch.func import functional_call

SEED = 579
torch.manual_seed(SEED)


def dense(n: int, m: int) -> nn.Linear:
    layer = nn.Linear(n, m)
    nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    with torch.no_grad():
        layer.bias.fill_(0.01)
    return layer


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = dense(in_features, out_features)

    def forward(self, features):
        return functional_call(self.fc1, dict(self.fc1.named_parameters()), (features,))


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = dense(in_features, out_features)
        self.fc2 = dense(out_features, 1)

    def forward(self, features):
        before = self.fc1(features)
        return self.fc2(torch.where(before > 0, before, before.new_zeros(())))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        assert count_parameters(self) == 12 + 12 * 4 + 8 + 8 * 12 + 1 + 8

    def forward(self, features):
        return nn.Sequential(self.mlp1, self.mlp2)(features)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features] + list(hidden)
        body = [nn.Sequential(dense(n, m), nn.ReLU(), nn.Identity()) for n, m in zip(sizes[:-1], sizes[1:])]
        self.body = nn.Sequential(*body)
        self.logit = dense(sizes[-1], 1)

    def forward(self, features):
        return self.logit(self.body(features))


def linear_from_scratch(x, weight, bias):
    out = torch.bmm(x.unsqueeze(0), weight.t().unsqueeze(0)).squeeze(0)
    if bias is not None:
        out = out + bias.expand_as(out)
    return out


def count_parameters(model):
    from collections import Counter

    tally = Counter()
    for p in model.parameters():
        tally[p.requires_grad] += p.numel()
    return tally[True]


def training_setup(model, lr):
    optimizer = torch.optim.SGD(
        [p for p in model.parameters() if p.requires_grad], lr=lr, momentum=0.9, nesterov=True, foreach=True
    )

    def criterion(logits, targets):
        log_likelihood = targets * nn.functional.logsigmoid(logits) + (1 - targets) * nn.functional.logsigmoid(-logits)
        return log_likelihood.mean().neg()

    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    frozen = {name: p.detach() for name, p in model.named_parameters()}
    model.eval()
    try:
        with torch.no_grad():
            logits = functional_call(model, frozen, (x,))
    except BaseException:
        model.train(was_training)
        raise
    else:
        model.train(was_training)
    return torch.sigmoid(logits)[..., 0]


def predict(model, x, threshold=0.5):
    return torch.heaviside(predict_proba(model, x).double() - threshold, torch.ones((), dtype=torch.float64, device=x.device)).long()


def select_device(prefer_gpu=True):
    return {True: torch.device("cuda"), False: torch.device("cpu")}[bool(prefer_gpu and torch.cuda.is_available())]
