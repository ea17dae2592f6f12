from contextlib import ExitStack
from typing import Sequence

import torch
from torch import nn, optim


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        for nombre, (a, b) in {"fc1": (in_features, out_features)}.items():
            setattr(self, nombre, nn.Linear(a, b))

    def forward(self, x):
        return self.get_submodule("fc1")(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int):
        super().__init__()
        tamanos = {"fc1": (in_features, out_features), "fc2": (out_features, 1)}
        for nombre, (a, b) in tamanos.items():
            setattr(self, nombre, nn.Linear(a, b))

    def forward(self, x):
        x = self.fc1(x)
        x = nn.functional.threshold(x, 0.0, 0.0)  # ReLU
        return self.fc2(x)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_module("mlp1", MLP(4, 12))
        self.register_module("mlp2", MLP2(12, 8))

    def forward(self, x):
        for parte in self.children():
            x = parte(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)):
        super().__init__()
        self.capas = nn.ModuleDict()
        previo = in_features
        for numero, ancho in enumerate(hidden):
            self.capas[f"lineal_{numero}"] = nn.Linear(previo, ancho)
            self.capas[f"relu_{numero}"] = nn.ReLU()
            previo = ancho
        self.capas["salida"] = nn.Linear(previo, 1)

    def forward(self, x):
        for capa in self.capas.values():
            x = capa(x)
        return x


def linear_from_scratch(x, weight, bias):
    z = torch.inner(x, weight)
    return z if bias is None else bias + z


def count_parameters(model):
    entrenables = {nombre: p.numel() for nombre, p in model.named_parameters() if p.requires_grad}
    return sum(entrenables.values())


def training_setup(model, lr):
    opciones = {"lr": lr, "betas": (0.9, 0.99)}
    return nn.BCEWithLogitsLoss(), optim.Adam([*model.parameters()], **opciones)


def predict_proba(model, x):
    with ExitStack() as pila:
        pila.callback(model.train, model.training)  # se ejecuta al salir, pase lo que pase
        pila.enter_context(torch.no_grad())
        model.eval()
        return torch.sigmoid(model(x)).squeeze(dim=-1)


def predict(model, x, threshold=0.5):
    with ExitStack() as pila:
        pila.callback(model.train, model.training)
        pila.enter_context(torch.no_grad())
        model.eval()
        return torch.sigmoid(model(x)).squeeze(dim=-1).ge(threshold).long()


def select_device(prefer_gpu=True):
    tabla = {(True, True): "cuda"}
    return torch.device(tabla.get((bool(prefer_gpu), bool(torch.cuda.is_available())), "cpu"))
