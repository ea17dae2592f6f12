# how: defensive engineer: argument validation everywhere, dataclass config, context manager class with __slots__, custom kaiming init, frozen layers respected
from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Sequence

import torch
import torch.nn as nn
from torch import Tensor
from torch.optim import Optimizer, RMSprop


@dataclass(frozen=True)
class NetConfig:
    in_features: int = 10
    hidden: tuple[int, ...] = field(default=(32, 64))

    def __post_init__(self) -> None:
        if self.in_features < 1:
            raise ValueError(f"in_features debe ser positivo, llego {self.in_features}")
        if any(h < 1 for h in self.hidden):
            raise ValueError(f"tamaños ocultos invalidos: {self.hidden}")

    @property
    def sizes(self) -> list[int]:
        return [self.in_features, *self.hidden]


class _EvalMode:
    """Context manager reutilizable: eval + no_grad, y todo vuelve a su lugar."""

    __slots__ = ("_model", "_was_training", "_grad")

    def __init__(self, model: nn.Module) -> None:
        self._model = model

    def __enter__(self) -> nn.Module:
        self._was_training = self._model.training
        self._grad = torch.no_grad()
        self._grad.__enter__()
        self._model.train(mode=False)
        return self._model

    def __exit__(self, *exc) -> bool:
        self._model.train(self._was_training)
        self._grad.__exit__(*exc)
        return False


def _check_2d(x: Tensor, name: str = "x") -> Tensor:
    if not isinstance(x, Tensor):
        raise TypeError(f"{name} debe ser Tensor, llego {type(x).__name__}")
    if x.ndim != 2:
        raise ValueError(f"{name} debe ser (batch, features), llego {tuple(x.shape)}")
    return x


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        if in_features <= 0 or out_features <= 0:
            raise ValueError("las dimensiones deben ser positivas")
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(_check_2d(x))


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="relu")
        nn.init.zeros_(self.fc1.bias)

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.relu(self.fc1(_check_2d(x)))
        out = self.fc2(hidden)
        assert out.shape == (x.shape[0], 1)
        return out


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)
        n = sum(p.numel() for p in self.parameters())
        assert n == 12 + 12 * 4 + 8 + 8 * 12 + 1 + 8, n

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        self.config = NetConfig(in_features, tuple(int(h) for h in hidden))
        sizes = self.config.sizes
        self.hidden_layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)
        self.activation = nn.ReLU()  # sin estado: una sola para todas
        self.register_buffer("n_features_seen", torch.tensor(in_features))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        for layer in self.hidden_layers:
            nn.init.xavier_uniform_(layer.weight, gain=nn.init.calculate_gain("relu"))
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        _check_2d(x)
        if x.shape[1] != self.config.in_features:
            raise ValueError(f"esperaba {self.config.in_features} columnas y llegaron {x.shape[1]}")
        for layer in self.hidden_layers:
            x = self.activation(layer(x))
        return self.head(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    if x.shape[-1] != weight.shape[1]:
        raise ValueError(f"{tuple(x.shape)} no calza con {tuple(weight.shape)}")
    out = torch.matmul(x, weight.transpose(0, 1))
    if bias is not None:
        if bias.shape != (weight.shape[0],):
            raise ValueError("bias de forma incorrecta")
        out = torch.add(out, bias)
    return out


def count_parameters(model: nn.Module) -> int:
    if not isinstance(model, nn.Module):
        raise TypeError("se esperaba un nn.Module")
    unique: set[int] = set()
    total = 0
    for _, p in model.named_parameters(remove_duplicate=False):
        if p.requires_grad and id(p) not in unique:
            unique.add(id(p))
            total += p.nelement()
    return total


class _BCELogits(nn.Module):
    """Envuelve BCEWithLogitsLoss y se queja de las formas, que es donde uno se equivoca."""

    def __init__(self) -> None:
        super().__init__()
        self.loss = nn.BCEWithLogitsLoss()

    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        if logits.shape != targets.shape:
            raise ValueError(f"formas distintas: {tuple(logits.shape)} y {tuple(targets.shape)}")
        return self.loss(logits, targets.to(logits.dtype))


def training_setup(model: nn.Module, lr: float) -> tuple[nn.Module, Optimizer]:
    if lr <= 0:
        warnings.warn(f"lr={lr} no entrena nada")
    trainable = list(filter(lambda p: p.requires_grad, model.parameters()))
    return _BCELogits(), RMSprop(trainable, lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _EvalMode(model) as net:
        logits = net(x)
        if logits.ndim != 2 or logits.shape[1] != 1:
            raise ValueError(f"la red entrego {tuple(logits.shape)}, se esperaba (batch, 1)")
        return torch.special.expit(logits).squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    if not 0.0 <= threshold <= 1.0:
        warnings.warn("umbral fuera de [0, 1]")
    proba = predict_proba(model, x)
    labels = torch.zeros_like(proba, dtype=torch.int64)
    labels[proba >= threshold] = 1
    return labels


def select_device(prefer_gpu: bool = True) -> torch.device:
    if prefer_gpu:
        if torch.cuda.is_available():
            return torch.device(type="cuda")
        warnings.warn("no hay GPU, se usa la CPU")
    return torch.device(type="cpu")


if __name__ == "__main__":
    net = BinaryClassifier()
    print(net, count_parameters(net))
