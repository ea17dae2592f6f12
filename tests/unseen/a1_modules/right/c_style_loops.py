# unusual: a C programmer: explicit index loops, flags instead of booleans, pre-allocated result arrays, goto-like early returns, many checks
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        if in_features <= 0 or out_features <= 0:
            raise ValueError("sizes must be positive")
        self.n_in = int(in_features)
        self.n_out = int(out_features)
        self.fc1 = nn.Linear(self.n_in, self.n_out)

    def forward(self, x):
        if x.ndim != 2:
            raise ValueError("expected (batch, in_features)")
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        hidden = self.fc1(x)
        mask = (hidden > 0).to(hidden.dtype)
        return self.fc2(hidden.mul(mask))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        buf = self.mlp1(x)
        buf = self.mlp2(buf)
        return buf


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.n_layers = len(hidden) + 1
        self.layer = nn.ModuleList()
        i = 0
        n = in_features
        while i < self.n_layers:
            m = hidden[i] if i < len(hidden) else 1
            self.layer.append(nn.Linear(n, m))
            n = m
            i += 1

    def forward(self, x):
        i = 0
        while True:
            x = self.layer[i](x)
            i += 1
            if i == self.n_layers:
                return x
            x = nn.functional.relu(x, inplace=True)


def linear_from_scratch(x, weight, bias):
    batch, n_in = x.shape
    n_out, n_in2 = weight.shape
    assert n_in == n_in2, "sizes do not agree"
    rows = []
    for b in range(batch):
        row = []
        for o in range(n_out):
            acc = torch.dot(x[b], weight[o])
            if bias is not None:
                acc = acc + bias[o]
            row.append(acc)
        rows.append(torch.stack(row))
    return torch.stack(rows)


def count_parameters(model):
    n = 0
    for p in model.parameters():
        if not p.requires_grad:
            continue
        size = 1
        for d in range(p.dim()):
            size *= p.size(d)
        n += size
    return n


def training_setup(model, lr):
    params = []
    for p in model.parameters():
        if p.requires_grad:
            params.append(p)
    optimizer = torch.optim.SGD(params, lr=lr, momentum=0.0)
    criterion = nn.BCEWithLogitsLoss()
    return (criterion, optimizer)


def predict_proba(model, x):
    status = 1 if model.training else 0
    error = None
    out = None
    model.eval()
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        out = model(x)
    except Exception as e:
        error = e
    torch.set_grad_enabled(previous)
    model.train(status == 1)
    if error is not None:
        raise error
    n = x.shape[0]
    assert out.shape == (n, 1)
    proba = torch.empty(n, dtype=out.dtype, device=out.device)
    for i in range(n):
        proba[i] = 1.0 / (1.0 + torch.exp(-out[i, 0]))
    return proba


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    n = proba.shape[0]
    out = torch.zeros(n, dtype=torch.int64, device=proba.device)
    for i in range(n):
        if proba[i] >= threshold:
            out[i] = 1
    return out


def select_device(prefer_gpu=True):
    if prefer_gpu:
        if torch.cuda.is_available():
            return torch.device("cuda")
    return torch.device("cpu")
