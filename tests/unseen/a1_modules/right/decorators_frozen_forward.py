# unusual: decorators everywhere (one keeps the mode, one stops gradients, one checks shapes), predict is built from predict_proba by composition
import functools

import torch
from torch import nn


def keeps_mode(function):
    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        before = model.training
        try:
            return function(model.eval(), *args, **kwargs)
        finally:
            model.train(before)

    return wrapper


def checks_rows(function):
    @functools.wraps(function)
    def wrapper(model, x, *args, **kwargs):
        result = function(model, x, *args, **kwargs)
        assert result.shape == (x.shape[0],), f"{function.__name__} gave {tuple(result.shape)}"
        return result

    return wrapper


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.__dict__["sizes"] = (in_features, out_features)
        self.fc1 = nn.Linear(*self.sizes)

    def __repr__(self):
        return f"MLP{self.sizes}"

    def forward(self, x):
        y = self.fc1(x)
        return y


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc2 = nn.Linear(out_features, 1)  # declared from the output backwards
        self.fc1 = nn.Linear(in_features, out_features)

    def hidden(self, x):
        return torch.threshold(self.fc1(x), 0.0, 0.0)

    def forward(self, x):
        return self.fc2(self.hidden(x))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp2 = MLP2(12, 8)
        self.mlp1 = MLP(4, 12)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        hidden = tuple(hidden)

        def block(n_in, n_out):
            return nn.Sequential(nn.Linear(n_in, n_out), nn.ReLU())

        self.features = nn.Sequential(*(block(a, b) for a, b in zip((in_features,) + hidden, hidden)))
        self.classifier = nn.Linear(hidden[-1] if hidden else in_features, 1)

    def forward(self, x):
        return self.classifier(self.features(x))


def linear_from_scratch(x, weight, bias):
    out = x.new_zeros((x.shape[0], weight.shape[0]))
    for i in range(weight.shape[1]):  # sum of outer products, one input variable at a time
        out = out + torch.outer(x[:, i], weight[:, i])
    if bias is not None:
        out = out + bias
    return out


def count_parameters(model):
    def trainable(parameter):
        return parameter.requires_grad

    return sum(parameter.numel() for parameter in filter(trainable, set(model.parameters())))


def training_setup(model, lr):
    softmax_cross_entropy = nn.CrossEntropyLoss()

    def criterion(logits, targets):
        # two classes whose logits are 0 and z: the softmax of that is the sigmoid
        two = torch.cat((torch.zeros_like(logits), logits), dim=1)
        shares = torch.cat((1 - targets, targets), dim=1)
        return softmax_cross_entropy(two, shares)

    optimizer = torch.optim.Adam(model.parameters(), lr=1.0, amsgrad=True)
    for group in optimizer.param_groups:
        group["lr"] = lr
    return criterion, optimizer


@checks_rows
@keeps_mode
@torch.no_grad()
def predict_proba(model, x):
    logits = model(x)
    return torch.sigmoid(logits.squeeze(dim=1))


@functools.wraps(predict_proba)
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).to(torch.int64)


@functools.lru_cache(maxsize=None)
def _device(name):
    return torch.device(name)


def select_device(prefer_gpu=True):
    return _device("cuda") if prefer_gpu and torch.cuda.is_available() else _device("cpu")
