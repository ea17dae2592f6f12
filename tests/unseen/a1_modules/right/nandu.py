# -*- coding: utf-8 -*-
# Tarea 1 — Antonia Ñuñoa — sección 2
import torch
import torch.nn as nn

# dispositivo del notebook, se mira una sola vez al empezar
HAY_GPU = torch.cuda.is_available()
print("¿GPU?", HAY_GPU)


class MLP(nn.Module):
    '''una capa'''
    def __init__(self, in_features, out_features):
        super().__init__()
        self.tamaño_entrada = in_features
        self.tamaño_salida = out_features
        self.fc1 = nn.Linear(self.tamaño_entrada, self.tamaño_salida)

    def forward(self, x):
        assert x.ndim == 2, f"esperaba (batch, in_features) y llegó {tuple(x.shape)}"
        assert x.shape[1] == self.tamaño_entrada
        salida = self.fc1(x)
        return salida


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.activación = nn.ReLU()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = self.activación(x)
        x = self.fc2(x)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        característica = self.mlp1(x)
        predicción = self.mlp2(característica)
        return predicción

    def cuántos(self):
        return count_parameters(self)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.red = nn.Sequential()
        match list(hidden):
            case []:
                anterior = in_features
            case [único]:
                self.red.add_module("oculta_1", nn.Linear(in_features, único))
                self.red.add_module("relu_1", nn.ReLU())
                anterior = único
            case [primera, *demás]:
                self.red.add_module("oculta_1", nn.Linear(in_features, primera))
                self.red.add_module("relu_1", nn.ReLU())
                anterior = primera
                for número, tamaño in enumerate(demás, 2):
                    self.red.add_module(f"oculta_{número}", nn.Linear(anterior, tamaño))
                    self.red.add_module(f"relu_{número}", nn.ReLU())
                    anterior = tamaño
        self.red.add_module("salida", nn.Linear(anterior, 1))

    def forward(self, x):
        return self.red(x)


def linear_from_scratch(x, weight, bias):
    """doble loop, lento pero se entiende"""
    filas = []
    for i in range(x.shape[0]):
        fila = []
        for j in range(weight.shape[0]):
            z = torch.dot(x[i], weight[j])
            if bias is not None:
                z = z + bias[j]
            fila.append(z)
        filas.append(torch.stack(fila))
    return torch.stack(filas)


def count_parameters(model):
    vistos, total = [], 0
    for p in model.parameters():
        ya = False
        for q in vistos:
            if q is p:
                ya = True
        if ya:
            continue
        vistos.append(p)
        match p.requires_grad:
            case True:
                total += p.numel()
            case False:
                pass
    return total


def training_setup(model, lr):
    pérdida_suma = nn.BCEWithLogitsLoss(reduction="none")

    def criterio(logits, targets):
        return torch.mean(pérdida_suma(logits, targets))

    parámetros = [p for p in model.parameters() if p.requires_grad]
    optimizador = torch.optim.SGD(parámetros, lr=lr)
    return criterio, optimizador


def predict_proba(model, x):
    estaba_entrenando = bool(model.training)
    error = None
    model.eval()
    with torch.no_grad():
        try:
            logits = model(x)
        except BaseException as e:
            error = e
    if estaba_entrenando:
        model.train()
    if error is not None:
        raise error
    return torch.sigmoid(logits.reshape(-1))


def predict(model, x, threshold=0.5):
    probabilidad = predict_proba(model, x)
    return (probabilidad >= threshold).int().long()


def select_device(prefer_gpu=True):
    return torch.device("cuda") if (HAY_GPU and prefer_gpu) else torch.device("cpu")


# pruebas mías
modelo = BinaryClassifier(10, hidden=(32, 64))
print(modelo)
print("parámetros:", count_parameters(modelo), count_parameters(SuperMLP()))
print(predict(modelo, torch.randn(3, 10)))
