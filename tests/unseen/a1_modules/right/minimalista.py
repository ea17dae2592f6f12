import torch
from torch import nn, sigmoid


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    forward = lambda self, x: self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(in_features, out_features), nn.Linear(out_features, 1)

    forward = lambda self, x: self.fc2(self.fc1(x).relu())


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    forward = lambda self, x: self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        s = [in_features, *hidden]
        self.h = nn.ModuleList([nn.Linear(i, o) for i, o in zip(s, s[1:])])
        self.o = nn.Linear(s[-1], 1)

    def forward(self, x):
        for l in self.h: x = l(x).relu()
        return self.o(x)


def linear_from_scratch(x, weight, bias):
    return x @ weight.T + (0 if bias is None else bias)


def count_parameters(model):
    return sum(p.numel() * p.requires_grad for p in model.parameters())


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr)


def predict_proba(model, x):
    m = model.training
    try:
        with torch.no_grad(): return sigmoid(model.eval()(x))[:, 0]
    finally: model.train(m)


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold) * 1


def select_device(prefer_gpu=True):
    return torch.device("cuda" if torch.cuda.is_available() and prefer_gpu else "cpu")
