# exercise: BinaryClassifier
# mistake: wants the samples as columns, as in W x + b, but gets there by reshape and not by a transpose, which mixes the rows
import torch
from torch import Tensor, nn
from torch.nn import BCEWithLogitsLoss, Linear, Module, ModuleDict, ReLU, Sequential
from torch.optim import NAdam


class MLP(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        setattr(self, "fc1", Linear(in_features, out_features))

    def forward(self, x):
        return self.fc1.forward(x)


class MLP2(Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        capas = {"fc1": Linear(in_features, out_features), "fc2": Linear(out_features, 1)}
        for nombre, capa in capas.items():
            setattr(self, nombre, capa)

    def forward(self, x):
        oculta = self.fc1(x)
        oculta = oculta * (oculta > 0)
        return self.fc2(oculta)


class SuperMLP(Module):
    def __init__(self):
        super().__init__()
        for nombre, bloque in (("mlp1", MLP(4, 12)), ("mlp2", MLP2(12, 8))):
            self.add_module(nombre, bloque)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.ocultas = nn.ModuleList()
        previo = in_features
        for ancho in hidden:
            self.ocultas.append(Linear(previo, ancho))
            previo = ancho
        self.salida = Linear(previo, 1)

    def forward(self, x):
        # como en clase: cada muestra es una columna y a = W h + b
        n, d = x.shape
        h = x.reshape(d, n)
        for capa in self.ocultas:
            a = capa.weight @ h + capa.bias.unsqueeze(1)
            h = torch.relu(a)
        z = self.salida.weight @ h + self.salida.bias.unsqueeze(1)
        return z.t()


def linear_from_scratch(x, weight, bias):
    # (batch, 1, in) * (out, in) -> (batch, out, in), y se suma sobre "in"
    productos = x.unsqueeze(1) * weight
    z = productos.sum(dim=-1)
    if bias is None:
        return z
    return z + bias


def count_parameters(model):
    vistos = {}
    for p in model.parameters():
        if p.requires_grad:
            vistos[id(p)] = p.numel()
    return sum(vistos.values())


def training_setup(model, lr):
    parametros = list(model.parameters())
    return BCEWithLogitsLoss(), NAdam(parametros, lr=lr)


class ModoEval:
    """with ModoEval(model): ... deja el modelo en eval y despues lo devuelve a su modo."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.antes = self.model.training
        self.model.eval()
        return self.model

    def __exit__(self, *error):
        self.model.train(self.antes)
        return False


def predict_proba(model, x):
    with ModoEval(model), torch.no_grad():
        salida = model(x)
        return salida.sigmoid().squeeze(dim=1)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.ge(p, threshold).long()


def select_device(prefer_gpu=True):
    nombre = "cpu"
    if torch.cuda.is_available():
        if prefer_gpu:
            nombre = "cuda"
    return torch.device(nombre)
