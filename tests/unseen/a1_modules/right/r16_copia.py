# style: predict_proba works on a deep copy of the network, so the original's mode is never even touched; metaprogrammed BinaryClassifier(nn.Sequential)
# open options used: Adamax over named_parameters; criterion = CrossEntropyLoss on the two columns (0, z) with soft targets
import copy
import itertools
from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def _capas(anchos):
    for i, (entra, sale) in enumerate(itertools.pairwise(anchos), start=1):
        if i > 1:
            yield f"relu{i - 1}", nn.ReLU(inplace=True)
        yield f"lineal{i}", nn.Linear(entra, sale)


class MLP(nn.Sequential):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(OrderedDict(fc1=nn.Linear(in_features, out_features)))


class MLP2(nn.Sequential):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(
            OrderedDict(
                fc1=nn.Linear(in_features, out_features),
                relu=nn.ReLU(inplace=True),  # over fc1's output, which is ours
                fc2=nn.Linear(out_features, 1),
            )
        )


class SuperMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(OrderedDict([("mlp1", MLP(4, 12)), ("mlp2", MLP2(12, 8))]))


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__(OrderedDict(_capas([in_features, *hidden, 1])))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    columns = [torch.mv(x, row) for row in weight.unbind(0)]
    if bias is not None:
        columns = [column + b for column, b in zip(columns, bias.unbind())]
    return torch.stack(columns, dim=1)


def count_parameters(model: nn.Module) -> int:
    # state_dict names shared tensors twice: a set of identities removes the copies
    unique = {id(t): t for t in model.state_dict(keep_vars=True).values()}
    return sum(t.nelement() for t in unique.values() if isinstance(t, nn.Parameter) and t.requires_grad)


def training_setup(model: nn.Module, lr: float):
    def criterion(logits: Tensor, targets: Tensor) -> Tensor:
        two = F.pad(logits, (1, 0))  # class 0 has logit 0
        return F.cross_entropy(two, torch.cat((1 - targets, targets), dim=1))

    optimizer = torch.optim.Adamax(
        ((name, p) for name, p in model.named_parameters() if p.requires_grad), lr=lr
    )
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    twin = copy.deepcopy(model).eval()
    with torch.no_grad():
        return F.softmax(F.pad(twin(x), (1, 0)), dim=1).select(1, 1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return torch.where(predict_proba(model, x) >= threshold, 1, 0)


def select_device(prefer_gpu: bool = True) -> torch.device:
    match (prefer_gpu, torch.cuda.is_available()):
        case (True, True):
            return torch.device("cuda")
        case _:
            return torch.device("cpu")
