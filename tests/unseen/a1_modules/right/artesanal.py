"""Todo a mano: la capa lineal también es mía (misma convención de pesos que PyTorch)."""
import math

import torch
from torch import nn


class Lineal(nn.Module):
    """Réplica de nn.Linear: weight (out, in), bias (out,)."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        k = 1.0 / math.sqrt(self.in_features)
        for p in self.parameters():
            nn.init.uniform_(p, -k, k)

    def forward(self, x):
        y = torch.einsum("...i,oi->...o", x, self.weight)
        return y if self.bias is None else y + self.bias


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, *args):
        (x,) = args
        return torch.einsum("bi,oi->bo", x, self.fc1.weight) + self.fc1.bias


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = Lineal(in_features, out_features)
        self.fc2 = Lineal(out_features, 1)

    def forward(self, entrada):
        h = self.fc1(entrada)
        h = h * (h > 0)          # ReLU
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, entrada):
        return self.mlp2.forward(self.mlp1.forward(entrada))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        nn.Module.__init__(self)
        tams = [in_features]
        tams.extend(hidden)
        tams.append(1)
        self.W = nn.ParameterList()
        self.b = nn.ParameterList()
        for i in range(1, len(tams)):
            W = torch.empty(tams[i], tams[i - 1])
            nn.init.kaiming_uniform_(W, nonlinearity="relu")
            self.W.append(nn.Parameter(W))
            self.b.append(nn.Parameter(torch.zeros(tams[i])))

    def forward(self, x):
        ultima = len(self.W) - 1
        for i in range(len(self.W)):
            x = linear_from_scratch(x, self.W[i], self.b[i])
            if i < ultima:
                x = torch.where(x > 0, x, torch.zeros_like(x))
        return x


def linear_from_scratch(x, weight, bias):
    # producto punto fila por fila: (batch, 1, in) * (1, out, in) -> suma en la última dimensión
    acts = (x.unsqueeze(1) * weight.unsqueeze(0)).sum(dim=2)
    if bias is not None:
        acts = acts + bias.view(1, -1)
    return acts


def count_parameters(model):
    cuenta = 0
    for nombre, p in model.named_parameters():    # remove_duplicate=True por defecto
        if p.requires_grad:
            n = 1
            for lado in p.shape:
                n *= lado
            cuenta += n
    return int(cuenta)


def entropía_cruzada_binaria(logits, targets):
    # -[y log s(z) + (1-y) log s(-z)], con logsigmoid no se desborda
    z, y = logits, targets
    return -(y * nn.functional.logsigmoid(z) + (1 - y) * nn.functional.logsigmoid(-z)).mean()


def training_setup(model, lr):
    optimizer = torch.optim.RMSprop((p for p in model.parameters() if p.requires_grad), lr=lr)
    return entropía_cruzada_binaria, optimizer


class modo_evaluación:
    """with modo_evaluación(model): ...   (también apaga los gradientes)"""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.modo, self.grad = self.model.training, torch.is_grad_enabled()
        self.model.eval()
        torch.set_grad_enabled(False)
        return self.model

    def __exit__(self, *exc):
        torch.set_grad_enabled(self.grad)
        self.model.train(self.modo)
        return False             # no se traga la excepción


def predict_proba(model, x):
    with modo_evaluación(model) as red:
        logits = red(x)
        return torch.stack([torch.sigmoid(fila[0]) for fila in logits])


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    clases = torch.zeros(p.shape, dtype=torch.int64, device=p.device)
    clases[p >= threshold] = 1
    return clases


def select_device(prefer_gpu=True):
    device = torch.device("cpu")
    if prefer_gpu:
        if torch.cuda.is_available():
            device = torch.device("cuda")
    return device


if __name__ == "__main__":
    m = BinaryClassifier()
    print(m(torch.zeros(5, 10)).shape, count_parameters(m))
