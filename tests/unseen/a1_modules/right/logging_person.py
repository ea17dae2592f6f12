# Logs and prints what happens, also from inside forward; forward hooks are used for the shapes.
import logging
import sys
import time

import torch
from torch import nn

log = logging.getLogger("a1")
log.addHandler(logging.NullHandler())


def _say(*parts):
    print("[a1]", *parts, file=sys.stderr)


def _shape_hook(module, args, output):
    log.debug("%s: %s -> %s", type(module).__name__, tuple(args[0].shape), tuple(output.shape))


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc1.register_forward_hook(_shape_hook)
        log.info("MLP %d -> %d", in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        for name, layer in self.named_children():
            layer.register_forward_hook(_shape_hook)
            log.info("MLP2.%s: %s", name, layer)

    def forward(self, x):
        h = self.fc1(x)
        a = nn.functional.relu(h)
        if log.isEnabledFor(logging.DEBUG):
            log.debug("active units: %.1f%%", 100.0 * (a > 0).float().mean().item())
        return self.fc2(a)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        log.debug("call number %d", self.calls)
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.blocks = nn.ModuleDict()
        previous = in_features
        for depth, size in enumerate(hidden):
            self.blocks[f"block_{depth}"] = nn.Sequential(nn.Linear(previous, size), nn.ReLU())
            log.info("block_%d: %d -> %d", depth, previous, size)
            previous = size
        self.blocks["logit"] = nn.Linear(previous, 1)

    def forward(self, x):
        for name, block in self.blocks.items():
            start = time.perf_counter()
            x = block(x)
            log.debug("%s took %.1f µs", name, 1e6 * (time.perf_counter() - start))
        return x


def linear_from_scratch(x, weight, bias):
    log.debug("x %s, weight %s, bias %s", x.shape, weight.shape, None if bias is None else bias.shape)
    y = torch.matmul(weight, x.T).T
    if bias is not None:
        y = y + bias
    return y


def count_parameters(model):
    total = 0
    for name, parameter in model.named_parameters():
        status = "trainable" if parameter.requires_grad else "frozen"
        _say(f"{name:<30} {str(tuple(parameter.shape)):<14} {parameter.numel():>8} {status}")
        if parameter.requires_grad:
            total += parameter.numel()
    _say("total", total)
    return total


def training_setup(model, lr):
    criterion = nn.MultiLabelSoftMarginLoss()  # with a single column this is binary cross-entropy from logits
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    print("criterion:", criterion)
    print("optimizer:", optimizer)
    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    _say("predicting", len(x), "rows; the model was in", "train" if was_training else "eval", "mode")
    model.eval()
    try:
        with torch.autograd.grad_mode.no_grad():
            logits = model(x)
            proba = torch.sigmoid(logits).reshape(logits.shape[0])
    except Exception:
        log.exception("the model failed")
        raise
    finally:
        model.train(was_training)
    _say(f"mean probability {proba.mean().item():.3f}")
    return proba


def predict(model, x, threshold=0.5):
    labels = (predict_proba(model, x) >= threshold).int().long()
    _say("positives:", int(labels.sum()), "of", labels.numel())
    return labels


def select_device(prefer_gpu=True):
    available = torch.cuda.is_available()
    device = torch.device("cuda" if available and prefer_gpu else "cpu")
    log.info("gpu available: %s, preferred: %s, chosen: %s", available, prefer_gpu, device)
    return device
