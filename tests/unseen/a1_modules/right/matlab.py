import numpy as np
import torch
from torch import nn

# Vengo de MATLAB: aquí pienso en columnas y escribo los productos "a mano".


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, x):
        return x @ self.fc1.weight.T + self.fc1.bias


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        a = self.fc1(x)
        # max(a, 0) elemento a elemento
        a = torch.where(a > 0, a, torch.zeros_like(a))
        return self.fc2(a)


class SuperMLP(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        nn.Module.__init__(self)
        n = [in_features, *hidden, 1]
        self.capas = nn.ModuleList()
        for k in range(len(n) - 1):
            self.capas.append(nn.Linear(n[k], n[k + 1]))

    def forward(self, x):
        L = len(self.capas)
        for k in range(L):
            x = self.capas[k](x)
            if k < L - 1:
                x = torch.relu(x)
        return x


def linear_from_scratch(x, weight, bias):
    # una columna de salida por neurona
    columnas = []
    for j in range(weight.shape[0]):
        col = (x * weight[j, :]).sum(dim=1)
        if bias is not None:
            col = col + bias[j]
        columnas.append(col)
    return torch.stack(columnas, dim=1)


def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total = total + int(np.prod(p.shape))
    return total


def training_setup(model, lr):
    theta = [p for p in model.parameters() if p.requires_grad]

    def costo(z, t):
        # log(1 + e^z) - t z, escrito sin que explote
        J = torch.clamp(z, min=0) - z * t + torch.log1p(torch.exp(-torch.abs(z)))
        return J.mean()

    return costo, torch.optim.SGD(theta, lr=lr)


def predict_proba(model, x):
    modo = model.training
    try:
        model.train(False)
        with torch.no_grad():
            z = model(x)
            return 1 / (1 + torch.exp(-z[:, 0]))
    finally:
        model.train(modo)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    clase = torch.zeros_like(p, dtype=torch.int64)
    clase[p >= threshold] = 1
    return clase


def select_device(prefer_gpu=True):
    nombre = "cpu"
    if torch.cuda.is_available():
        if prefer_gpu:
            nombre = "cuda"
    return torch.device(nombre)
