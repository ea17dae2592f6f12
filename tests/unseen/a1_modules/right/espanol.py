# Todo en español; las redes heredan de nn.Sequential, que también es un nn.Module.
# reads: `class BinaryClassifier(nn.Module)` también se cumple con una subclase indirecta (Sequential).
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    """Una sola capa lineal."""

    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


class MLP2(nn.Sequential):
    """Lineal, ReLU, lineal: el propio Sequential hace el recorrido."""

    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.activación = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return super().forward(x)


class SuperMLP(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return super().forward(x)


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features=10, hidden=(32, 64)):
        capas = []
        entrada = in_features
        for ocultas in hidden:
            capas += [nn.Linear(entrada, ocultas), nn.ReLU()]
            entrada = ocultas
        super().__init__(*capas, nn.Linear(entrada, 1))

    def forward(self, x):
        return super().forward(x)


def linear_from_scratch(x, weight, bias):
    # y = x W^T + b, con cada fila de W como una neurona de salida
    producto = torch.tensordot(x, weight, dims=([1], [1]))
    if bias is None:
        return producto
    return producto + bias.unsqueeze(0).expand_as(producto)


def count_parameters(model):
    vistos = []
    cantidad = 0
    for módulo in model.modules():
        for parámetro in módulo.parameters(recurse=False):
            ya_contado = any(parámetro is otro for otro in vistos)
            if parámetro.requires_grad and not ya_contado:
                vistos.append(parámetro)
                cantidad += parámetro.numel()
    return cantidad


def entropía_cruzada(logits, objetivos):
    """-[y log p + (1-y) log(1-p)], escrita con logsigmoid para que no desborde."""
    positivos = objetivos * F.logsigmoid(logits)
    negativos = (1 - objetivos) * F.logsigmoid(-logits)
    return -(positivos + negativos).mean()


def training_setup(model, lr):
    entrenables = [p for p in model.parameters() if p.requires_grad]
    optimizador = torch.optim.Adagrad(entrenables, lr=lr)
    return entropía_cruzada, optimizador


def predict_proba(model, x):
    modo_anterior = model.training
    gradientes_antes = torch.is_grad_enabled()
    try:
        model.eval()
        torch.set_grad_enabled(False)
        logits = model(x)
        return torch.sigmoid(logits).view(-1)
    finally:
        torch.set_grad_enabled(gradientes_antes)
        if modo_anterior:
            model.train()
        else:
            model.eval()


def predict(model, x, threshold=0.5):
    probabilidades = predict_proba(model, x)
    clases = torch.zeros_like(probabilidades, dtype=torch.int64)
    clases[probabilidades >= threshold] = 1
    return clases


def select_device(prefer_gpu=True):
    hay_gpu = torch.cuda.is_available()
    nombre = "cuda" if (hay_gpu and prefer_gpu) else "cpu"
    return torch.device(nombre)
