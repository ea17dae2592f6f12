# style: own torch.autograd.Function for the linear map, __getattr__-free properties, buffers, functional_call for prediction
# option: layers are fc1/fc2 objects that I wrote myself with nn.Parameter (out, in); AdamW with decay/no-decay groups (decay 0)
import operator
from types import MappingProxyType

import torch
from torch import nn
from torch.func import functional_call


class _Affine(torch.autograd.Function):
    """y = x Wᵀ + b, with its gradient by hand."""

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        ctx.has_bias = bias is not None
        y = operator.matmul(x, weight.t())
        return y + bias if ctx.has_bias else y

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        gx = grad @ weight if ctx.needs_input_grad[0] else None
        gw = grad.t() @ x if ctx.needs_input_grad[1] else None
        gb = grad.sum(0) if ctx.has_bias and ctx.needs_input_grad[2] else None
        return gx, gw, gb


def linear_from_scratch(x, weight, bias):
    return _Affine.apply(x, weight, bias)


class Layer(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.empty(out_features))
        self.reset_parameters()

    @property
    def in_features(self):
        return self.weight.shape[1]

    @property
    def out_features(self):
        return self.weight.shape[0]

    def reset_parameters(self):
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        nn.init.zeros_(self.bias)

    def extra_repr(self):
        return f"{self.in_features} -> {self.out_features}"

    def forward(self, x):
        return linear_from_scratch(x, self.weight, self.bias)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Layer(in_features, out_features)
        self.register_buffer("calls", torch.zeros((), dtype=torch.long), persistent=False)

    def forward(self, x):
        self.calls += 1
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Layer(in_features, out_features)
        self.fc2 = Layer(out_features, 1)

    def forward(self, x):
        hidden = self.fc1(x)
        return self.fc2((hidden + hidden.abs()) / 2)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp2 = MLP2(12, 8)
        self.mlp1 = MLP(4, 12)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.layers = nn.ModuleDict()
        for depth, width in enumerate(hidden):
            self.layers[f"hidden_{depth}"] = Layer(in_features, width)
            in_features = width
        self.layers["logit"] = Layer(in_features, 1)

    def forward(self, x):
        for name, layer in self.layers.items():
            x = layer(x)
            if name != "logit":
                x = nn.functional.leaky_relu(x, negative_slope=0.0)
        return x


def count_parameters(model):
    return sum(map(operator.methodcaller("numel"), filter(operator.attrgetter("requires_grad"), set(model.parameters()))))


class LogisticLoss:
    """log(1 + exp(z)) - y z, averaged; logaddexp keeps it stable."""

    __slots__ = ()

    def __call__(self, logits, targets):
        return (torch.logaddexp(logits, torch.zeros_like(logits)) - targets * logits).mean()


def training_setup(model, lr):
    by_rank = {True: [], False: []}
    for p in model.parameters():
        if p.requires_grad:
            by_rank[p.ndim > 1].append(p)
    groups = [{"params": group, "lr": lr} for group in by_rank.values() if group]
    return LogisticLoss(), torch.optim.AdamW(groups, lr=lr, weight_decay=0.0)


def predict_proba(model, x):
    state = MappingProxyType({**dict(model.named_parameters()), **dict(model.named_buffers())})
    was = model.training
    try:
        model.eval()
        with torch.autograd.grad_mode.set_grad_enabled(False):
            logits = functional_call(model, dict(state), (x,))
    finally:
        model.train(was)
    return torch.tanh(logits.squeeze(-1) / 2).add(1).div(2)


def predict(model, x, threshold=0.5):
    return operator.ge(predict_proba(model, x), threshold).type(torch.LongTensor).to(x.device)


def select_device(prefer_gpu=True):
    names = [name for name, usable in (("cuda", torch.cuda.is_available() and prefer_gpu), ("cpu", True)) if usable]
    return torch.device(names[0])
