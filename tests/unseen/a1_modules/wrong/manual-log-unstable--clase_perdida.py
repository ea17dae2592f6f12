# exercise: training_setup
# mistake: The criterion takes the logarithm of a sigmoid by hand, so a large logit on the wrong side gives inf.
"""Tarea 1. Con comentarios de lo que dice la diapositiva."""
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        a = self.fc1(x)
        h = a * (a > 0)
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class Bloque(nn.Module):
    def __init__(self, entra, sale):
        nn.Module.__init__(self)
        self.lineal = nn.Linear(entra, sale)

    def forward(self, x):
        return torch.relu(self.lineal(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        nn.Module.__init__(self)
        bloques = []
        for unidades in hidden:
            bloques.append(Bloque(in_features, unidades))
            in_features = unidades
        self.cuerpo = nn.Sequential(*bloques)
        self.salida = nn.Linear(in_features, 1)

    def forward(self, x):
        return self.salida(self.cuerpo(x))


def linear_from_scratch(x, weight, bias):
    z = torch.matmul(x, weight.transpose(0, 1))
    if bias is not None:
        z = z + bias.unsqueeze(0)
    return z


def count_parameters(model):
    return sum([p.numel() for p in model.parameters() if p.requires_grad is True])


class EntropiaCruzada(nn.Module):
    """J = -1/m * sum( y log(s) + (1-y) log(1-s) )"""

    def forward(self, logits, targets):
        s = torch.sigmoid(logits)
        m = targets.shape[0]
        positivos = torch.log(s[targets == 1]).sum()
        negativos = torch.log(1 - s[targets == 0]).sum()
        return -(positivos + negativos) / m


def training_setup(model, lr):
    return EntropiaCruzada(), torch.optim.Adam(model.parameters(), lr=lr)


def predict_proba(model, x):
    modo_inicial = model.training
    try:
        model.train(False)
        with torch.no_grad():
            return torch.sigmoid(model(x).flatten())
    finally:
        model.train(modo_inicial)


def predict(model, x, threshold=0.5):
    return 1 - (predict_proba(model, x) < threshold).long()


def select_device(prefer_gpu=True):
    usar_gpu = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda") if usar_gpu else torch.device("cpu")
