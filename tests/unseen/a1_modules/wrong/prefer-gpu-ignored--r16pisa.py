# exercise: select_device
# mistake: it overwrites prefer_gpu with what cuda.is_available() says, so the preference of the caller is lost
import torch
from torch import nn
from torch.nn.functional import relu


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
        return self.fc2(relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        intermedio = self.mlp1(x)
        return self.mlp2(intermedio)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        nn.Module.__init__(self)
        capas = []
        for h in hidden:
            capas.append(nn.Linear(in_features, h))
            capas.append(nn.ReLU())
            in_features = h
        capas.append(nn.Linear(in_features, 1))
        self.capas = nn.ModuleList(capas)

    def forward(self, x):
        for c in self.capas:
            x = c(x)
        return x


def linear_from_scratch(x, weight, bias):
    if bias is None:
        bias = torch.zeros(weight.size(0), dtype=x.dtype, device=x.device)
    return torch.addmm(bias, x, weight.t())


def count_parameters(model):
    entrenables = [p for p in model.parameters() if p.requires_grad]
    return sum([p.nelement() for p in entrenables])


def training_setup(model, lr):
    entrenables = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(entrenables, lr=lr)
    criterion = nn.BCEWithLogitsLoss()
    return criterion, optimizer


def predict_proba(model, x):
    antes = model.training
    model.eval()
    try:
        with torch.no_grad():
            z = model(x)
    except Exception:
        model.train(antes)
        raise
    model.train(antes)
    return torch.sigmoid(z).reshape(-1)


def predict(model, x, threshold=0.5):
    probabilidad = predict_proba(model, x)
    positivo = probabilidad >= threshold
    return positivo.long()


def select_device(prefer_gpu=True):
    dispositivos = {True: "cuda", False: "cpu"}
    prefer_gpu = torch.cuda.is_available()
    return torch.device(dispositivos[prefer_gpu])
