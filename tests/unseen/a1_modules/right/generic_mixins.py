# Unusual: forward comes from a mixin that walks a plan of names; the mode guard is a decorator that any prediction function gets.
import inspect
import typing as tp
from functools import wraps

import torch
import torch.nn.functional as F
from torch import nn

P = tp.ParamSpec("P")
T = tp.TypeVar("T", bound=torch.Tensor)


class Planned:
    plan: tp.Sequence[str | tp.Callable] = ()

    def forward(self, x):
        for item in self.plan:
            x = getattr(self, item)(x) if isinstance(item, str) else item(x)
        return x


class MLP(Planned, nn.Module):
    plan = ("fc1",)

    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)


class MLP2(Planned, nn.Module):
    plan = ("fc1", F.relu_, "fc2")

    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        nn.init.xavier_uniform_(self.fc1.weight)
        nn.init.zeros_(self.fc1.bias)


class SuperMLP(Planned, nn.Module):
    plan = ("mlp1", "mlp2")

    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)


class BinaryClassifier(Planned, nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        plan = []
        for i, width in enumerate(hidden):
            setattr(self, name := f"layer{i}", nn.Linear(in_features, width))
            plan += [name, torch.relu]
            in_features = width
        self.output = nn.Linear(in_features, 1)
        self.plan = [*plan, "output"]
        self.register_buffer("version", torch.tensor(1))


def linear_from_scratch(x: T, weight: T, bias: T | None) -> T:
    # block matrix form: [x 1] @ [W b]^T
    if bias is not None:
        x = torch.cat([x, x.new_ones(x.shape[0], 1)], dim=1)
        weight = torch.cat([weight, bias.reshape(-1, 1)], dim=1)
    return torch.matmul(x, weight.mT)


def count_parameters(model: nn.Module) -> int:
    shared = torch.nn.ParameterList(p for p in model.parameters() if p.requires_grad)
    return sum(p.numel() for p in shared.parameters())


def training_setup(model, lr):
    params = {name: p for name, p in model.named_parameters() if p.requires_grad}
    return nn.BCEWithLogitsLoss(), torch.optim.RAdam(list(params.items()), lr=lr)


def in_eval(function: tp.Callable[P, T]) -> tp.Callable[P, T]:
    signature = inspect.signature(function)

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        model = signature.bind(*args, **kwargs).arguments["model"]
        modes = {m: m.training for m in model.modules()}
        try:
            model.eval()
            with torch.set_grad_enabled(False):
                return function(*args, **kwargs)
        finally:
            for module, mode in modes.items():
                module.training = mode

    return wrapper


@in_eval
def predict_proba(model, x):
    return torch.sigmoid(model(x)).ravel()


@in_eval
def predict(model, x, threshold=0.5):
    return (torch.sigmoid(model(x)) >= threshold).long().ravel()


def select_device(prefer_gpu=True):
    return torch.device("cuda" if (torch.cuda.is_available() and prefer_gpu) else "cpu")
