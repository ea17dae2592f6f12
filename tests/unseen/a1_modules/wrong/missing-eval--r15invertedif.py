# exercise: predict_proba
# mistake: the context manager calls eval() only where the model is in eval mode already, so that a model in train mode predicts in train mode
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
        self.ocultas = ModuleDict()
        previo = in_features
        for i, ancho in enumerate(hidden):
            self.ocultas[f"capa{i}"] = Sequential(Linear(previo, ancho), ReLU())
            previo = ancho
        self.salida = Linear(previo, 1)

    def forward(self, x):
        for bloque in self.ocultas.values():
            x = bloque(x)
        return self.salida(x)


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
    """with ModoEval(model): ... el modelo predice en eval y despues vuelve a su modo."""

    def __init__(self, model):
        self.model = model
        self.antes = model.training

    def __enter__(self):
        if not self.model.training:
            self.model.eval()
        return self.model

    def __exit__(self, *error):
        self.model.train(self.antes)
        return False


def predict_proba(model, x):
    with ModoEval(model) as red, torch.no_grad():
        salida = red(x)
    return salida.sigmoid().squeeze(dim=1)


def predict(model, x, threshold=0.5):
    modo = model.training
    model.eval()
    try:
        with torch.no_grad():
            p = torch.sigmoid(model(x))[:, 0]
    finally:
        model.train(modo)
    return torch.ge(p, threshold).long()


def select_device(prefer_gpu=True):
    nombre = "cpu"
    if torch.cuda.is_available():
        if prefer_gpu:
            nombre = "cuda"
    return torch.device(nombre)
