# exercise: MLP2
# mistake: fc2 always expects 8 inputs, the number of the example, and not out_features
import torch
import torch.nn as nn
import torch.nn.functional as F


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
        # 8 neuronas ocultas -> 1 salida
        self.fc2 = nn.Linear(8, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)


class SuperMLP(nn.Module):

    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.n = len(hidden)
        tamanos = [in_features] + list(hidden)
        for i in range(self.n):
            setattr(self, "fc%d" % (i + 1), nn.Linear(tamanos[i], tamanos[i + 1]))
        self.salida = nn.Linear(tamanos[-1], 1)

    def forward(self, x):
        for i in range(self.n):
            fc = getattr(self, "fc%d" % (i + 1))
            x = F.relu(fc(x))
        return self.salida(x)


def linear_from_scratch(x, weight, bias):
    filas = []
    for fila in x:
        filas.append((weight * fila).sum(dim=1))
    out = torch.stack(filas)
    if bias is None:
        return out
    return out + bias


def count_parameters(model):
    contador = 0
    for p in model.parameters():
        if p.requires_grad == True:
            n = 1
            for s in p.shape:
                n = n * s
            contador += n
    return contador


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return (criterion, optimizer)


def predict_proba(model, x):
    modo = model.training
    model.eval()
    try:
        with torch.no_grad():
            p = torch.sigmoid(model(x))[:, 0]
    finally:
        model.train(modo)
    return p


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.tensor([1 if v >= threshold else 0 for v in p], dtype=torch.int64, device=p.device)


def select_device(prefer_gpu=True):
    device = "cpu"
    if prefer_gpu == True and torch.cuda.is_available():
        device = "cuda"
    return torch.device(device)
