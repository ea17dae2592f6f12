# unusual: Java-like template method: an abstract base class builds from a specification that each subclass gives; constants at import time
import abc
from typing import ClassVar, Final, Sequence

import torch
from torch import Tensor, device, nn

CPU: Final = device("cpu")
CUDA: Final = device("cuda")


class AbstractNetwork(nn.Module, abc.ABC):
    def __init__(self, **arguments: object) -> None:
        super().__init__()
        for name, part in self.parts(**arguments):
            self.add_module(name, part)

    @abc.abstractmethod
    def parts(self, **arguments):
        """Yields (name, module)."""

    def forward(self, x: Tensor) -> Tensor:
        signal = x
        for part in self._modules.values():
            signal = part(signal)
        return signal


class MLP(AbstractNetwork):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(n_in=in_features, n_out=out_features)

    def parts(self, n_in, n_out):
        yield "fc1", nn.Linear(n_in, n_out)


class MLP2(AbstractNetwork):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(n_in=in_features, n_hidden=out_features)

    def parts(self, n_in, n_hidden):
        yield "fc1", nn.Linear(n_in, n_hidden)
        yield "relu", nn.ReLU()
        yield "fc2", nn.Linear(n_hidden, 1)


class SuperMLP(AbstractNetwork):
    SIZES: ClassVar = (4, 12, 8)

    def parts(self):
        a, b, c = self.SIZES
        yield "mlp1", MLP(a, b)
        yield "mlp2", MLP2(b, c)


class BinaryClassifier(AbstractNetwork):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__(n_in=in_features, widths=tuple(hidden))

    def parts(self, n_in, widths):
        relu = nn.ReLU()  # it has no state: one serves for all
        for i, width in enumerate(widths):
            yield f"linear{i}", nn.Linear(n_in, width)
            yield f"relu{i}", relu
            n_in = width
        yield "output", nn.Linear(n_in, 1)


class LinearFunction:
    @staticmethod
    def apply(x, weight, bias):
        return torch.matmul(x, weight.permute(1, 0)) + (0 if bias is None else bias)


linear_from_scratch = LinearFunction.apply


def count_parameters(model: nn.Module) -> int:
    registry: dict[int, int] = {}
    for parameter in model.parameters():
        if parameter.requires_grad:
            registry.setdefault(id(parameter), parameter.numel())
    return sum(registry.values())


class TrainingSetup:
    def __init__(self, model: nn.Module, lr: float) -> None:
        self.model, self.lr = model, lr

    def build_criterion(self) -> nn.Module:
        return nn.BCEWithLogitsLoss()

    def build_optimizer(self) -> torch.optim.Optimizer:
        trainable = [p for p in self.model.parameters() if p.requires_grad]
        return torch.optim.Adagrad(trainable, lr=self.lr)


def training_setup(model: nn.Module, lr: float):
    setup = TrainingSetup(model, lr)
    return setup.build_criterion(), setup.build_optimizer()


class Predictor:
    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def __enter__(self) -> "Predictor":
        self.__mode = self.model.training
        self.__no_grad = torch.no_grad()
        self.__no_grad.__enter__()
        self.model.eval()
        return self

    def __exit__(self, *details) -> None:
        self.__no_grad.__exit__(*details)
        if self.__mode:
            self.model.train()

    def probabilities(self, x: Tensor) -> Tensor:
        return self.model(x)[:, 0].sigmoid()

    def labels(self, x: Tensor, threshold: float) -> Tensor:
        return (self.probabilities(x) >= threshold).long()


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with Predictor(model) as predictor:
        return predictor.probabilities(x)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    with Predictor(model) as predictor:
        return predictor.labels(x, threshold)


def select_device(prefer_gpu: bool = True) -> device:
    return CUDA if prefer_gpu and torch.cuda.is_available() else CPU
