# Tarea 1 / TICS-579
import torch
from torch import nn


def _cabeza(n):
    return nn.Linear(n, 1)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, entrada):
        return self.fc1(entrada)


def _aplica(*funciones):
    def compuesta(x):
        for f in funciones:
            x = f(x)
        return x

    return compuesta


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, entrada):
        return _aplica(self.fc1, torch.relu, self.fc2)(entrada)


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, entrada):
        return _aplica(self.mlp1, self.mlp2)(entrada)


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        n = in_features
        for i, m in enumerate(hidden):
            self.add_module(f"lineal{i}", nn.Linear(n, m))
            self.add_module(f"relu{i}", nn.ReLU())
            n = m
        self.add_module("logit", _cabeza(n))


def linear_from_scratch(x, weight, bias):
    salida = torch.einsum("bi,oi->bo", x, weight)
    if bias is None:
        return salida
    return salida + bias.unsqueeze(0)


def count_parameters(model):
    entrenables = filter(lambda p: p.requires_grad, model.parameters())
    return sum(map(torch.numel, entrenables))


def training_setup(model, lr):
    perdida = nn.BCEWithLogitsLoss(reduction="mean")
    entrenables = [p for p in model.parameters() if p.requires_grad]
    return perdida, torch.optim.AdamW(entrenables, lr=lr)


class _Evaluando:
    """Pone la red en eval y la deja como estaba."""

    def __init__(self, red):
        self.red = red

    def __enter__(self):
        self.antes = self.red.training
        self.red.eval()

    def __exit__(self, *exc):
        self.red.train(self.antes)
        return False


def predict_proba(model, x):
    with _Evaluando(model), torch.inference_mode():
        return torch.sigmoid(model(x)).flatten()


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return torch.where(proba >= threshold, 1, 0)


def select_device(prefer_gpu=True):
    nombre = "cpu"
    if torch.cuda.is_available() and prefer_gpu:
        nombre = "cuda"
    return torch.device(nombre)
