# style: hand-made Linear (weights stored (in, out), ParameterDict/ParameterList), custom Optimizer subclass, functional_call in predict_proba
# open options used: own initialisation, own sign-free momentum optimizer, logsigmoid criterion as a callable class
import math
import operator
from functools import reduce

import torch
from torch import nn
from torch.func import functional_call


class Capa(nn.Module):
    def __init__(self, entradas, salidas):
        super(Capa, self).__init__()
        limite = 1 / math.sqrt(entradas)
        self.w = nn.Parameter(torch.empty(entradas, salidas).uniform_(-limite, limite))
        self.b = nn.Parameter(torch.zeros(salidas))

    def forward(self, x):
        return torch.addmm(self.b, x, self.w)

    def extra_repr(self):
        return "%d -> %d" % tuple(self.w.shape)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = Capa(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(MLP):
    """An MLP with something on top."""

    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.fc2 = Capa(out_features, 1)

    def forward(self, x):
        oculto = super().forward(x)
        return self.fc2(oculto * (oculto > 0))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)
        self.register_buffer("llamadas", torch.zeros((), dtype=torch.int64), persistent=False)

    def forward(self, x):
        return reduce(lambda z, f: f(z), (self.mlp1, self.mlp2), x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        tam = (in_features, *hidden, 1)
        self.pesos = nn.ParameterList()
        self.sesgos = nn.ParameterList()
        for a, b in zip(tam, tam[1:]):
            self.pesos.append(nn.init.kaiming_normal_(torch.empty(b, a)))
            self.sesgos.append(torch.zeros(b))

    def forward(self, x):
        ultimo = len(self.pesos) - 1
        for i, (w, b) in enumerate(zip(self.pesos, self.sesgos)):
            x = torch.einsum("ni,oi->no", x, w) + b
            if i != ultimo:
                x = torch.maximum(x, x.new_zeros(()))
        return x


def linear_from_scratch(x, weight, bias):
    if bias is not None:
        x = torch.cat([x, x.new_ones(len(x), 1)], dim=1)
        weight = torch.cat([weight, bias.reshape(-1, 1)], dim=1)
    return torch.tensordot(x, weight, dims=([1], [1]))


def count_parameters(model):
    entrenables = filter(operator.attrgetter("requires_grad"), model.parameters())
    return sum(math.prod(p.size()) for p in entrenables)


class Momento(torch.optim.Optimizer):
    """Heavy ball, written by hand."""

    def __init__(self, params, lr, beta=0.9):
        super().__init__(params, {"lr": lr, "beta": beta})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for grupo in self.param_groups:
            for p in grupo["params"]:
                if p.grad is not None:
                    v = self.state[p].setdefault("v", torch.zeros_like(p))
                    v.mul_(grupo["beta"]).add_(p.grad)
                    p.sub_(grupo["lr"] * v)
        return loss


class EntropiaBinaria:
    __slots__ = ()

    def __call__(self, logits, targets):
        log_p, log_q = nn.functional.logsigmoid(logits), nn.functional.logsigmoid(-logits)
        return torch.neg(torch.lerp(log_q, log_p, targets)).mean()


def training_setup(model, lr):
    return EntropiaBinaria(), Momento([p for p in model.parameters() if p.requires_grad], lr=lr)


@torch.no_grad()
def predict_proba(model, x):
    modo = model.training
    sueltos = {nombre: p.detach() for nombre, p in model.named_parameters()}
    try:
        model.eval()
        logits = functional_call(model, sueltos, (x,))
    finally:
        model.train(modo)
    return (1 + torch.tanh(logits[:, 0] / 2)) / 2


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    clase = torch.zeros(p.shape, dtype=torch.int64, device=p.device)
    clase[p >= threshold] = 1
    return clase


def select_device(prefer_gpu=True):
    return torch.device(("cpu", "cuda")[bool(prefer_gpu and torch.cuda.device_count())])
