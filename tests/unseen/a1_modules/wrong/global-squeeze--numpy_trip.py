# exercise: predict_proba
# mistake: np.squeeze without an axis also removes the batch dimension when there is one row
# a1 - I come from Keras, so some names are odd
import numpy as np
from torch import nn
import torch


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, inputs):
        return self.fc1(inputs)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        units = out_features
        self.fc1 = nn.Linear(in_features, units)
        self.activation = nn.ReLU()
        self.fc2 = nn.Linear(units, 1)

    def forward(self, inputs):
        hidden = self.activation(self.fc1(inputs))
        outputs = self.fc2(hidden)
        return outputs


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, inputs):
        features = self.mlp1(inputs)
        return self.mlp2(features)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.model = nn.Sequential()
        previous = in_features
        for i, units in enumerate(hidden):
            self.model.add_module(f"dense_{i}", nn.Linear(previous, units))
            self.model.add_module(f"relu_{i}", nn.ReLU())
            previous = units
        self.model.add_module("logit", nn.Linear(previous, 1))

    def forward(self, inputs):
        return self.model(inputs)


def linear_from_scratch(x, weight, bias):
    kernel = weight.t()            # like Keras: (in, out)
    y = torch.mm(x, kernel)
    if bias is None:
        return y
    return y + bias.unsqueeze(0)


def count_parameters(model):
    seen = set()
    total = 0
    for _, p in model.named_parameters():
        if p.requires_grad and id(p) not in seen:
            seen.add(id(p))
            total += int(torch.tensor(p.shape).prod()) if p.dim() else 1
    return total


def training_setup(model, lr):
    loss = nn.BCEWithLogitsLoss(reduction="mean")
    opt = torch.optim.RMSprop(params=model.parameters(), lr=lr)
    return loss, opt


def predict_proba(model, x):
    training_before = model.training
    model.train(False)
    try:
        with torch.no_grad():
            y = torch.sigmoid(model(x))
    finally:
        model.train(training_before)
    y = np.squeeze(y.cpu().numpy())
    return torch.from_numpy(np.asarray(y)).to(x.device)


def predict(model, x, threshold=0.5):
    y = predict_proba(model, x).reshape(-1)
    labels = torch.zeros(y.shape, dtype=torch.int64, device=y.device)
    labels[y >= threshold] = 1
    return labels


def select_device(prefer_gpu=True):
    name = "cpu"
    if torch.cuda.is_available():
        if prefer_gpu:
            name = "cuda"
    return torch.device(name)
