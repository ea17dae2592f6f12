# Explicit indices everywhere: every sum is a loop somebody can follow with a pencil.
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        y = self.fc1(x)
        return y


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = self.fc1(x)
        mask = (h > 0).to(h.dtype)  # ReLU = keep the positive entries
        return self.fc2(h * mask)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        step1 = self.mlp1(x)
        step2 = self.mlp2(step1)
        return step2


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        table = []  # one row per layer: (columns in, columns out)
        for i in range(len(hidden)):
            table.append((in_features if i == 0 else hidden[i - 1], hidden[i]))
        table.append((in_features if len(hidden) == 0 else hidden[len(hidden) - 1], 1))
        self.layers = nn.ModuleList()
        for i in range(len(table)):
            self.layers.append(nn.Linear(table[i][0], table[i][1]))
        self.relu = nn.ReLU()

    def forward(self, x):
        for i in range(len(self.layers)):
            x = self.layers[i](x)
            if i + 1 < len(self.layers):
                x = self.relu(x)
        return x


def linear_from_scratch(x, weight, bias):
    out = x.new_zeros((x.shape[0], weight.shape[0]))
    for i in range(x.shape[0]):
        for j in range(weight.shape[0]):
            s = (x[i] * weight[j]).sum()
            if bias is not None:
                s = s + bias[j]
            out[i, j] = s
    return out


def count_parameters(model):
    total = 0
    for _, p in model.named_parameters():
        if not p.requires_grad:
            continue
        size = 1
        for axis in range(p.dim()):
            size *= p.size(axis)
        total += size
    return total


def training_setup(model, lr):
    params = []
    for p in model.parameters():
        if p.requires_grad:
            params.append(p)
    criterion = nn.BCEWithLogitsLoss(weight=None, pos_weight=None, reduction="mean")
    optimizer = torch.optim.SGD(params, lr=lr, momentum=0.9, nesterov=True)
    return criterion, optimizer


def predict_proba(model, x):
    modes = [(m, m.training) for m in model.modules()]
    try:
        model.eval()
        with torch.no_grad():
            logits = model(x)
    finally:
        for i in range(len(modes)):
            modes[i][0].training = modes[i][1]
    proba = logits.new_zeros((logits.size(0),))
    for i in range(logits.size(0)):
        proba[i] = torch.sigmoid(logits[i, 0])
    return proba


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    classes = torch.zeros(len(proba), dtype=torch.int64, device=proba.device)
    for i in range(len(proba)):
        if proba[i] >= threshold:
            classes[i] = 1
    return classes


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    if not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda")
