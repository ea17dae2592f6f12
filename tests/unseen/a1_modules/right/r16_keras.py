# style: a Keras refugee: build/call on a Layer base class, activations by name, forward wired through __getattr__-free delegation
# open options used: RMSprop; Keras-like from_logits formula max(z,0) - z*y + log1p(exp(-|z|)); np.digitize in predict
import logging
from typing import Optional, Sequence, Tuple

import numpy as np
import torch
from torch import nn

log = logging.getLogger("keras_ish")
log.addHandler(logging.NullHandler())

ACTIVATIONS = {None: lambda z: z, "linear": lambda z: z, "relu": lambda z: torch.where(z > 0, z, torch.zeros_like(z))}


class Dense(nn.Linear):
    def __init__(self, units: int, *, input_dim: int, activation: Optional[str] = None):
        super().__init__(input_dim, units, bias=True)
        self.activation = activation
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)

    def forward(self, inputs):
        return ACTIVATIONS[self.activation](super().forward(inputs))


class Model(nn.Module):
    def forward(self, inputs):
        return self.call(inputs)

    def call(self, inputs):
        raise NotImplementedError

    def summary(self) -> str:
        return "\n".join(f"{name:20s} {tuple(p.shape)}" for name, p in self.named_parameters())


class MLP(Model):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(out_features, input_dim=in_features)

    def call(self, inputs):
        return self.fc1(inputs)


class MLP2(Model):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Dense(out_features, input_dim=in_features, activation="relu")
        self.fc2 = Dense(1, input_dim=out_features)

    def call(self, inputs):
        # fc1 carries its own activation, like Dense(..., activation="relu")
        return self.fc2(self.fc1(inputs))


class SuperMLP(Model):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def call(self, inputs):
        return self.mlp2(self.mlp1(inputs))


class BinaryClassifier(Model):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)):
        super().__init__()
        self.names = []
        width = in_features
        for position, units in enumerate(hidden):
            setattr(self, f"dense_{position}", Dense(units, input_dim=width, activation="relu"))
            self.names.append(f"dense_{position}")
            width = units
        self.logits = Dense(1, input_dim=width, activation="linear")
        self.names.append("logits")

    def call(self, inputs):
        for name in self.names:
            inputs = getattr(self, name)(inputs)
        return inputs


def linear_from_scratch(x, weight, bias):
    kernel = weight.transpose(0, 1)  # Keras' kernel is (in, out)
    out = torch.bmm(x[None], kernel[None])[0]
    if bias is not None:
        out = out + bias[None, :]
    return out


def count_parameters(model) -> int:
    total = 0
    for name, parameter in model.named_parameters(remove_duplicate=True):
        if not parameter.requires_grad:
            log.debug("frozen: %s", name)
            continue
        total += int(np.prod(parameter.shape, dtype=np.int64))
    return total


class BinaryCrossentropy(nn.Module):
    def __init__(self, from_logits: bool = True):
        super().__init__()
        assert from_logits

    def forward(self, y_pred, y_true):
        per_row = torch.relu(y_pred) - y_pred * y_true + torch.log1p(torch.exp(-y_pred.abs()))
        return per_row.mean()


def training_setup(model, lr) -> Tuple[nn.Module, torch.optim.Optimizer]:
    optimizer = torch.optim.RMSprop([p for p in model.parameters() if p.requires_grad], lr=lr, alpha=0.9, eps=1e-7)
    return BinaryCrossentropy(from_logits=True), optimizer


class _Inference:
    """with _Inference(model): ... : evaluation mode, no gradients, and back."""

    def __init__(self, model):
        self.model = model
        self.guard = torch.no_grad()

    def __enter__(self):
        self.before = self.model.training
        self.model.eval()
        self.guard.__enter__()
        return self.model

    def __exit__(self, *exc):
        self.guard.__exit__(*exc)
        self.model.train(self.before)
        return False


def predict_proba(model, x):
    with _Inference(model):
        z = model(x).view(-1)
        return 1.0 / (1.0 + torch.exp(-z))


def predict(model, x, threshold=0.5):
    proba = predict_proba(model, x)
    host = proba.cpu().numpy()
    classes = np.digitize(host, np.array([threshold], dtype=host.dtype), right=False)
    return torch.from_numpy(classes.astype(np.int64)).to(proba.device)


def select_device(prefer_gpu=True):
    names = ["cpu"]
    if torch.cuda.is_available():
        names.append("cuda")
    return torch.device(names[-1] if prefer_gpu else names[0])
