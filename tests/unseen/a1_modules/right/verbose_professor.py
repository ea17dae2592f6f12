# unusual: an old hand who prints, checks every argument, resets parameters by hand, keeps a (non-persistent) counter buffer and asks device_count()
import math
import sys
import time

import torch
from torch import nn

VERBOSE = True


def say(*words):
    if VERBOSE:
        print("[a1]", *words, file=sys.stderr, flush=True)


def positive(name, value):
    if not value >= 1:
        raise ValueError(f"{name} must be at least 1, not {value!r}")
    return int(value)


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("calls", torch.zeros((), dtype=torch.long), persistent=False)
        self.born = time.time()

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return super().__call__(*args, **kwargs)

    def reset_parameters(self):
        for module in self.modules():
            if isinstance(module, nn.Linear):
                fan_in = module.in_features
                nn.init.normal_(module.weight, std=1 / math.sqrt(fan_in))
                nn.init.zeros_(module.bias)

    def summary(self):
        return "\n".join(f"{name:30s} {tuple(p.shape)}" for name, p in self.named_parameters())


class MLP(Base):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(positive("in_features", in_features), positive("out_features", out_features))
        self.reset_parameters()

    def forward(self, x):
        return self.fc1(x)


class MLP2(Base):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(positive("in_features", in_features), positive("out_features", out_features))
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)
        self.reset_parameters()

    def forward(self, x):
        z1 = self.fc1(x)
        a1 = self.relu(z1)
        z2 = self.fc2(a1)
        return z2


class SuperMLP(Base):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        expected = 12 + 12 * 4 + 8 + 8 * 12 + 1 + 8
        assert sum(p.numel() for p in self.parameters()) == expected

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(Base):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        units = [positive("in_features", in_features)] + [positive("hidden", h) for h in hidden]
        self.hidden_layers = nn.ModuleList()
        for l in range(1, len(units)):
            self.hidden_layers.append(nn.Linear(units[l - 1], units[l]))
        self.output_layer = nn.Linear(units[-1], 1)
        self.reset_parameters()
        say("built\n" + self.summary())

    def forward(self, x):
        a = x
        for layer in self.hidden_layers:
            a = layer(a).clamp(min=0.0)
        return self.output_layer(a)


def linear_from_scratch(x, weight, bias):
    if weight.dim() != 2 or x.shape[-1] != weight.shape[1]:
        raise ValueError(f"x {tuple(x.shape)} does not go with weight {tuple(weight.shape)}")
    W = weight.t()  # as on the blackboard: (in, out)
    z = torch.matmul(x, W)
    if bias is not None:
        z = z + bias.view(1, -1)
    return z


def count_parameters(model):
    total = 0
    for name, p in model.named_parameters():
        n = math.prod(p.size())
        say(f"{name}: {n}{'' if p.requires_grad else ' (frozen)'}")
        total += n if p.requires_grad else 0
    return total


def training_setup(model, lr):
    params = [p for p in model.parameters() if p.requires_grad]
    say(f"{len(params)} tensors to train, lr={lr}")

    class BCE(nn.Module):
        def forward(self, logits, targets):
            losses = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
            return losses.sum() / losses.shape[0] / losses.shape[1]

    return BCE(), torch.optim.SGD(params, lr=lr, momentum=0.9)


def predict_proba(model, x):
    old_mode = model.training
    old_grad = torch.is_grad_enabled()
    try:
        model.eval()
        torch.set_grad_enabled(False)
        z = model(x)
        if z.shape != (x.shape[0], 1):
            raise ValueError(f"one logit per row was expected, not {tuple(z.shape)}")
        p = torch.sigmoid(z)[:, 0]
        say(f"p in [{float(p.min()):.3f}, {float(p.max()):.3f}]")
        return p
    finally:
        torch.set_grad_enabled(old_grad)
        model.train(old_mode)


def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    y = (p >= threshold).to(torch.int64)
    say(f"{int(y.sum())} of {len(y)} in class 1")
    return y


def select_device(prefer_gpu=True):
    n_gpus = torch.cuda.device_count() if prefer_gpu else 0
    device = torch.device("cuda" if n_gpus > 0 else "cpu")
    say("computing on", device)
    return device
