# Tarea 1 - Deep Learning
# Siguiendo las slides "Convenciones: Modelo"
import torch
import torch.nn as nn
import torch.optim as optim


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        x = self.fc1(x)
        return x


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
        # la última capa entrega el logit
        capas.append(nn.Linear(entrada, 1))
        self.red = nn.Sequential(*capas)

    def forward(self, x):
        return self.red(x)


def linear_from_scratch(x, weight, bias):
    z = torch.matmul(x, weight.t())
    if bias is not None:
        z = z + bias
    return z


def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    estaba_entrenando = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            proba = torch.sigmoid(logits)
    finally:
        model.train(estaba_entrenando)
    return proba.squeeze(1)


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    return (proba >= threshold).long()


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")
