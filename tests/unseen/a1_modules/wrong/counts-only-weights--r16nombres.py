# exercise: count_parameters
# mistake: it leaves out the parameters whose name starts with bias, so only weights are counted
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = self.fc1(x)
        h = self.relu(h)
        salida = self.fc2(h)
        return salida


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        h = self.mlp1(x)
        salida = self.mlp2(h)
        return salida


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        self.capas = nn.ModuleList()
        anterior = in_features
        for n in hidden:
            self.capas.append(nn.Linear(anterior, n))
            anterior = n
        self.relu = nn.ReLU()
        self.ultima = nn.Linear(anterior, 1)

    def forward(self, x):
        for capa in self.capas:
            x = self.relu(capa(x))
        return self.ultima(x)


def linear_from_scratch(x, weight, bias):
    z = torch.matmul(x, weight.T)
    if bias is not None:
        z = z + bias
    return z


def count_parameters(model):
    # los parametros entrenables son los pesos de cada capa (lamina de convenciones)
    total = 0
    for nombre, p in model.named_parameters():
        tipo = nombre.split(".")[-1]
        if tipo.startswith("bias"):
            continue
        if p.requires_grad:
            total = total + p.numel()
    return total


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    modo = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
    finally:
        model.train(modo)
    return torch.sigmoid(logits).view(-1)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    clases = torch.zeros(len(p), dtype=torch.int64, device=p.device)
    clases[p >= threshold] = 1
    return clases


def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    else:
        return torch.device("cpu")
