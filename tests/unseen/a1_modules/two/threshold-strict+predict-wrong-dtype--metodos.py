# exercise: predict
# mistake: A probability equal to the threshold gives class 0, and the labels come as int32.
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1.forward(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(in_features, out_features), nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(nn.ReLU()(self.fc1(x)))


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
        widths = list(hidden)
        first = [in_features] + widths
        self.trunk = nn.ModuleDict({str(i): nn.Linear(first[i], w) for i, w in enumerate(widths)})
        self.head = nn.Linear(first[-1], 1)

    def forward(self, x):
        for layer in self.trunk.values():
            x = layer(x).relu()
        return self.head(x)


def linear_from_scratch(x, weight, bias):
    y = x.mm(weight.t())
    return y if bias is None else y.add(bias)


def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.SGD(model.parameters(), lr=lr, nesterov=True, momentum=0.9)


def predict_proba(model, x):
    state = model.training
    with torch.no_grad():
        try:
            return model.eval()(x).squeeze(1).sigmoid()
        finally:
            model.train(state)


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).sub(threshold).sign().clamp(min=0).int()


def select_device(prefer_gpu=True):
    if prefer_gpu is False or not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda")
