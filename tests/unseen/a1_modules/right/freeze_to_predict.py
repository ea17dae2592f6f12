# unusual: gradients are switched off by freezing the parameters (requires_grad_) for the time of the forward pass, inside no_grad, each flag put back
import torch
from torch import nn


class MLP(nn.Module):
    bias = True

    def __init__(self, in_features, out_features):
        super().__init__()
        setattr(self, "fc1", nn.Linear(in_features, out_features, self.bias))

    def forward(self, x):
        return torch.nn.functional.linear(x, *self.fc1.parameters())


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = MLP(in_features, out_features).fc1
        self.fc2 = MLP(out_features, 1).fc1

    def forward(self, x):
        own = self.fc1(x).clone()
        own[own < 0] = 0
        return self.fc2(own)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        mlp2 = MLP2(out_features=8, in_features=12)
        mlp1 = MLP(out_features=12, in_features=4)
        vars(self)["_modules"].update(mlp1=mlp1, mlp2=mlp2)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.input_size = in_features
        stack = nn.Sequential()
        for size in (*hidden, 1):
            if len(stack):
                stack.append(nn.ReLU())
            stack.append(nn.Linear(in_features, size))
            in_features = size
        self.stack = stack

    def forward(self, x):
        return self.stack(x.reshape(-1, self.input_size))


def linear_from_scratch(x, weight, bias):
    args = [x @ weight.T]
    if bias is not None:
        args.append(bias)
    return sum(args[1:], start=args[0])


def count_parameters(model):
    from collections import Counter

    by_size = Counter(p.numel() for p in model.parameters() if p.requires_grad)
    return sum(size * times for size, times in by_size.items())


def training_setup(model, lr):
    class Criterion(nn.BCEWithLogitsLoss):
        """So that its name shows in a log."""

        def forward(self, input, target):
            assert input.shape == target.shape, "logits and targets must have the same shape"
            return super().forward(input, target)

    optimizer = torch.optim.SGD([{"params": list(model.parameters()), "lr": lr}], lr=123.0)
    return Criterion(), optimizer


def predict_proba(model, x):
    mode = model.training
    flags = [(p, p.requires_grad) for p in model.parameters()]
    try:
        model.eval()
        for p, _ in flags:
            p.requires_grad_(False)
        with torch.autograd.grad_mode.no_grad():
            z = model(x.detach())
    finally:
        for p, flag in flags:
            p.requires_grad_(flag)
        model.train(mode)
    return z.sigmoid()[:, -1]


def predict(model, x, threshold=0.5):
    ones = predict_proba(model, x) >= threshold
    return ones + torch.zeros_like(ones, dtype=torch.int64)


def select_device(prefer_gpu=True):
    gpu = torch.device("cuda")
    cpu = torch.device("cpu")
    return (prefer_gpu and torch.cuda.is_available() and gpu) or cpu
