import functools

import torch
from torch import nn


def modo_evaluacion(funcion):
    """Decorador: la red (primer argumento) calcula en eval y sin gradientes, y luego vuelve a su modo."""

    @functools.wraps(funcion)
    def envoltura(model, *args, **kwargs):
        modo_previo = model.training
        model.eval()
        try:
            with torch.no_grad():
                return funcion(model, *args, **kwargs)
        finally:
            model.train(modo_previo)

    return envoltura


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))
        self.add_module("activacion", nn.ReLU(inplace=True))
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, x):
        oculta = self.activacion(self.fc1(x))
        return self.fc2(oculta)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        intermedio = self.mlp1(x)
        return self.mlp2(intermedio)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.n_ocultas = len(hidden)
        anterior = in_features
        for i, tamano in enumerate(hidden):
            setattr(self, f"fc{i}", nn.Linear(anterior, tamano))
            anterior = tamano
        self.salida = nn.Linear(anterior, 1)

    def forward(self, x):
        for i in range(self.n_ocultas):
            x = torch.relu(getattr(self, f"fc{i}")(x))
        return self.salida(x)


def linear_from_scratch(x, weight, bias):
    if bias is None:
        bias = weight.new_zeros(weight.shape[0])
    return torch.addmm(bias, x, weight.T)


def count_parameters(model):
    return sum([parametro.numel() for _, parametro in model.named_parameters() if parametro.requires_grad])


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)
    return criterion, optimizer


@modo_evaluacion
def predict_proba(model, x):
    return torch.sigmoid(model(x)).squeeze(-1)


@modo_evaluacion
def predict(model, x, threshold=0.5):
    return (torch.sigmoid(model(x)).squeeze(-1) >= threshold).to(torch.long)


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
