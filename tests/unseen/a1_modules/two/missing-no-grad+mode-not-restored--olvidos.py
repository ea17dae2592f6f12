# exercise: predict_proba
# mistake: runs the model with gradients enabled and leaves it in eval mode
# Tarea 1 - redes como módulos
import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        # capa oculta
        h = self.fc1(x)
        h = self.relu(h)
        # salida
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        capas = []
        entrada = in_features
        for h in hidden:
            capas.append(nn.Linear(entrada, h))
            capas.append(nn.ReLU())
            entrada = h
        capas.append(nn.Linear(entrada, 1))
        self.red = nn.Sequential(*capas)

    def forward(self, x):
        return self.red(x)


def linear_from_scratch(x, weight, bias):
    salida = x @ weight.T
    if bias is not None:
        salida = salida + bias
    return salida


def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total += p.numel()
    return total


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    model.eval()
    logits = model(x)
    probs = torch.sigmoid(logits).detach()
    return probs.view(-1)


def predict(model, x, threshold=0.5):
    modo = model.training
    model.eval()
    try:
        with torch.no_grad():
            probs = torch.sigmoid(model(x)).view(-1)
    finally:
        model.train(modo)
    return (probs >= threshold).long()


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")
