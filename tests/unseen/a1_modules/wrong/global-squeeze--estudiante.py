# exercise: MLP
# mistake: squeeze() without a dim drops the batch dimension for a batch of one, and the feature dimension for out_features=1
# Tarea 1 - Redes como modulos
import torch
import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        x = self.fc1(x)
        return x.squeeze()   # sacar dimensiones que sobran


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        oculta = F.relu(self.fc1(x))   # capa oculta
        salida = self.fc2(oculta)
        return salida


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = x.view(-1, 12)
        return self.mlp2(x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        anterior = in_features
        for h in hidden:
            self.capas.append(nn.Linear(anterior, h))
            anterior = h
        self.salida = nn.Linear(anterior, 1)

    def forward(self, x):
        for capa in self.capas:
            x = F.relu(capa(x))
        return self.salida(x)


def linear_from_scratch(x, weight, bias):
    resultado = torch.matmul(x, weight.T)
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
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    modo_anterior = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            probs = torch.sigmoid(logits)
    finally:
        model.train(modo_anterior)
    return probs.squeeze(1)


def predict(model, x, threshold=0.5):
    probs = predict_proba(model, x)
    clases = (probs >= threshold).long()
    return clases


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")
