import torch
from torch import nn


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
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(nn.functional.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    """Una capa oculta y, adentro, otro clasificador con las capas que quedan.

    Caso base: sin capas ocultas, una capa lineal a 1.
    """

    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        if len(hidden) == 0:
            self.resto = nn.Linear(in_features, 1)
        else:
            primera, *siguientes = hidden
            self.capa = nn.Linear(in_features, primera)
            self.resto = BinaryClassifier(primera, siguientes)

    def forward(self, x):
        if hasattr(self, "capa"):
            x = torch.relu(self.capa(x))
        return self.resto(x)


def linear_from_scratch(x, weight, bias):
    y = (weight @ x.T).T
    if bias is not None:
        y = y + bias
    return y


def count_parameters(model):
    def recorrer(modulo, vistos):
        n = 0
        for p in modulo._parameters.values():
            if p is not None and p.requires_grad and p not in vistos:
                vistos.add(p)
                n += p.numel()
        for hijo in modulo.children():
            n += recorrer(hijo, vistos)
        return n

    return recorrer(model, set())


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.NAdam(model.parameters(), lr=lr)


class _Evaluando:
    """with _Evaluando(red): ... -> modo eval y sin grafo; al salir repone todo."""

    def __init__(self, red):
        self.red = red
        self.no_grad = torch.no_grad()

    def __enter__(self):
        self.modo = self.red.training
        self.red.eval()
        self.no_grad.__enter__()
        return self.red

    def __exit__(self, tipo, valor, traza):
        self.no_grad.__exit__(tipo, valor, traza)
        self.red.train(self.modo)
        return False  # las excepciones siguen su camino


def predict_proba(model, x):
    with _Evaluando(model) as red:
        return torch.sigmoid(red(x)).squeeze(1)


def predict(model, x, threshold=0.5):
    with _Evaluando(model) as red:
        p = torch.sigmoid(red(x)).squeeze(1)
        umbral = torch.tensor([threshold], dtype=p.dtype, device=p.device)
        # bucketize con right=True: 1 si umbral <= p
        return torch.bucketize(p, umbral, right=True)


def select_device(prefer_gpu=True):
    return torch.device("cuda") if prefer_gpu and torch.cuda.is_available() else torch.device("cpu")
