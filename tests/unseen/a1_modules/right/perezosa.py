# Tarea 1 - capas "lazy" que se materializan en el constructor
import torch
import torch.nn as nn
import torch.nn.functional as F
import warnings

warnings.filterwarnings("ignore", category=UserWarning)
torch.manual_seed(579)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.LazyLinear(out_features)
        with torch.no_grad():
            self.fc1(torch.zeros(1, in_features))   # después de esto es un nn.Linear normal

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.LazyLinear(out_features)
        self.fc2 = nn.LazyLinear(1)
        with torch.no_grad():
            self(torch.zeros(1, in_features))

    def forward(self, x):
        return self.fc2(torch.maximum(self.fc1(x), torch.zeros((), dtype=x.dtype, device=x.device)))


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        n = sum(map(torch.numel, self.parameters()))
        assert n == 12 + 12 * 4 + 8 + 8 * 12 + 1 + 8, n

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        hidden = list(hidden)
        self.layers = nn.ModuleDict()
        for i, h in enumerate(hidden):
            self.layers["lineal_%d" % i] = nn.LazyLinear(h)
            self.layers["relu_%d" % i] = nn.ReLU(inplace=True)   # va siempre después de una lineal
        self.layers["logit"] = nn.LazyLinear(1)
        with torch.no_grad():
            self.forward(torch.zeros(1, in_features))

    def forward(self, x):
        for name in self.layers:
            x = self.layers[name](x)
        return x


def linear_from_scratch(x, weight, bias):
    # addmm hace beta*bias + x @ W.T
    if bias is not None:
        return torch.addmm(bias, x, weight.t())
    return torch.mm(x, weight.t())


def count_parameters(model):
    total = 0
    vistos = set()
    for mod in model.modules():
        for p in mod._parameters.values():
            if p is None or not p.requires_grad or p in vistos:
                continue
            vistos.add(p)
            total += p.nelement()
    return total


class BCEConLogits(nn.Module):
    """max(z,0) - z*y + log(1+exp(-|z|)), la versión estable."""

    def forward(self, logits, targets):
        per_item = logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))
        return per_item.mean()


def training_setup(model, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)
    return BCEConLogits(), optimizer


def predict_proba(model, x):
    training = model.training
    try:
        model.eval()
        with torch.inference_mode():
            z = model(x)
            p = 1.0 / (1.0 + torch.exp(-z))
    finally:
        model.train(training)
    return p[:, 0]


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    return torch.where(p >= threshold, 1, 0)


def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    try:
        acc = torch.accelerator.current_accelerator(check_available=True)
    except (AttributeError, TypeError):     # versiones antiguas
        acc = torch.device("cuda") if torch.cuda.is_available() else None
    if acc is not None and acc.type == "cuda":
        return torch.device("cuda")
    return torch.device("cpu")
