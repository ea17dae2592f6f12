# exercise: predict, MLP
# mistake: predict starts from ones and writes a 0 where the probability reaches the threshold; MLP calls its layer fcl, with a letter l
# Tarea 1 - redes como modulos
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        # una sola capa lineal
        self.fcl = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fcl(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = self.relu(x)
        x = self.fc2(x)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        salida1 = self.mlp1(x)
        salida2 = self.mlp2(salida1)
        return salida2


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        entrada = in_features
        for h in hidden:
            self.capas.append(nn.Linear(entrada, h))
            entrada = h
        self.ultima = nn.Linear(entrada, 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.ultima(x)


def linear_from_scratch(x, weight, bias):
    resultado = torch.matmul(x, weight.t())
    if bias is not None:
        resultado = resultado + bias
    return resultado


def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total = total + p.numel()
    return total


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    estaba_entrenando = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            probas = torch.sigmoid(logits)
    finally:
        # dejar el modelo como estaba
        model.train(estaba_entrenando)
    return probas.squeeze(1)


def predict(model, x, threshold=0.5):
    probas = predict_proba(model, x)
    clases = torch.ones_like(probas, dtype=torch.long)
    clases[probas >= threshold] = 0
    return clases


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    else:
        return torch.device("cpu")
