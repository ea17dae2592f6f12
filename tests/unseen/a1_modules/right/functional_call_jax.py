# unusual: a JAX person: pure functions apply(params, x), torch.func.functional_call to predict, tree-like counting, parameters made functionally
import operator
from functools import reduce

import torch
from torch import nn
from torch.func import functional_call


def init_linear(n_in, n_out, generator=None):
    scale = (2.0 / n_in) ** 0.5
    return nn.Parameter(torch.randn(n_out, n_in, generator=generator) * scale), nn.Parameter(torch.zeros(n_out))


class PureLinear(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight, self.bias = init_linear(n_in, n_out)

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = PureLinear(in_features, out_features)

    def forward(self, x):
        return functional_call(self.fc1, dict(self.fc1.named_parameters()), (x,))


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = PureLinear(in_features, out_features)
        self.fc2 = PureLinear(out_features, 1)

    def forward(self, x):
        apply = lambda layer, v: functional_call(layer, dict(layer.named_parameters()), (v,))  # noqa: E731
        return apply(self.fc2, apply(self.fc1, x).relu())


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return reduce(lambda v, f: f(v), (self.mlp1, self.mlp2), x)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = (in_features, *hidden, 1)
        pairs = [init_linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.weights = nn.ParameterList(w for w, _ in pairs)
        self.biases = nn.ParameterList(b for _, b in pairs)

    def forward(self, x):
        *hidden, (w_out, b_out) = zip(self.weights, self.biases)
        for w, b in hidden:
            x = torch.relu(x @ w.T + b)
        return x @ w_out.T + b_out


def linear_from_scratch(x, weight, bias):
    def neuron(row):
        return x @ row

    y = torch.stack(list(map(neuron, weight)), dim=-1)
    return y if bias is None else torch.add(y, bias)


def count_parameters(model):
    leaves = {name: p for name, p in model.named_parameters()}
    sizes = [reduce(operator.mul, p.size(), 1) for p in leaves.values() if p.requires_grad]
    return reduce(operator.add, sizes, 0)


def training_setup(model, lr):
    def loss(logits, targets):
        return torch.vmap(nn.functional.binary_cross_entropy_with_logits)(logits, targets).mean()

    params = {k: p for k, p in model.named_parameters() if p.requires_grad}
    return loss, torch.optim.SGD(params.values(), lr=lr)


def predict_proba(model, x):
    state = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    mode, _ = model.training, model.eval()
    try:
        with torch.no_grad():
            out = functional_call(model, {k: v.detach() for k, v in state.items()}, (x,))
    finally:
        model.train(mode)
    return torch.sigmoid(out)[..., 0]


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).long()


def select_device(prefer_gpu=True):
    return torch.device("cuda" if (torch.cuda.is_available() and prefer_gpu) else "cpu")
