# unusual: the classifier is a recursive data structure (first layer + a smaller classifier), counting is recursive over modules too
import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features, bias=True)

    def forward(self, *args):
        (x,) = args
        return self.fc1(x)


class MLP2(MLP):
    """An MLP with something on top: the first layer is inherited."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, *args):
        hidden = super().forward(*args)
        return self.fc2(torch.relu_(hidden))  # in place on a value of our own


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super(SuperMLP, self).__init__()
        for name, part in (("mlp1", MLP(4, 12)), ("mlp2", MLP2(12, 8))):
            setattr(self, name, part)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2.forward(self.mlp1.forward(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        if len(hidden) == 0:
            self.head = nn.Linear(in_features, 1)
            self.tail = None
        else:
            first, *rest = hidden
            self.head = nn.Linear(in_features, first)
            self.tail = BinaryClassifier(first, rest)

    def forward(self, x: Tensor) -> Tensor:
        z = self.head(x)
        return z if self.tail is None else self.tail(torch.maximum(z, torch.zeros_like(z)))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Column by column: one output neuron per row of weight."""
    columns = [(x * row).sum(dim=1) for row in weight]
    if bias is not None:
        columns = [c + b for c, b in zip(columns, bias)]
    return torch.stack(columns, dim=1)


def _collect(module: nn.Module, found: dict) -> dict:
    for p in module._parameters.values():
        if p is not None:
            found[id(p)] = p
    for child in module._modules.values():
        if child is not None:
            _collect(child, found)
    return found


def count_parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in _collect(model, {}).values() if p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    def criterion(logits: Tensor, targets: Tensor) -> Tensor:
        logsig = nn.functional.logsigmoid
        return -(targets * logsig(logits) + (1 - targets) * logsig(-logits)).mean()

    optimizer = torch.optim.SGD((p for p in model.parameters() if p.requires_grad), lr, momentum=0.9, nesterov=True)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    if model.training:
        model.eval()
        try:
            return predict_proba(model, x)  # now it is in eval mode
        finally:
            model.train()
    with torch.no_grad():
        return model(x).sigmoid().squeeze(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return (predict_proba(model, x) >= threshold).type(torch.LongTensor).to(x.device)


def select_device(prefer_gpu: bool = True) -> torch.device:
    candidates = (["cuda"] if prefer_gpu and torch.cuda.is_available() else []) + ["cpu"]
    return torch.device(candidates[0])
