# unusual: LazyLinear layers that are materialised in __init__ by a dummy row, and prediction in chunks of 256 rows to save memory
import torch
from torch import Tensor, nn

CHUNK = 256


def materialise(module: nn.Module, in_features: int) -> None:
    with torch.no_grad():
        module(torch.zeros(1, in_features))


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        materialise(self, in_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        self.fc2 = nn.LazyLinear(1)
        materialise(self, in_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(nn.ReLU()(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        self.hidden = nn.ModuleList(nn.LazyLinear(size) for size in hidden)
        self.out = nn.LazyLinear(1)
        materialise(self, in_features)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.hidden:
            x = nn.functional.leaky_relu(layer(x), negative_slope=0.0)  # slope 0: a ReLU
        return self.out(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    layer = torch.matmul(weight[None], x[:, :, None])[:, :, 0]
    return layer if bias is None else layer + bias


def count_parameters(model: nn.Module) -> int:
    seen: set[int] = set()

    def new(p: Tensor) -> bool:
        fresh = id(p) not in seen
        seen.add(id(p))
        return fresh

    return sum(p.numel() for m in model.modules() for p in m.parameters(recurse=False) if new(p) and p.requires_grad)


def training_setup(model: nn.Module, lr: float):
    optimizer = torch.optim.ASGD(model.parameters(), lr=lr)
    return (lambda logits, targets: nn.functional.binary_cross_entropy_with_logits(logits, targets)), optimizer


@torch.no_grad()
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    restore = model.train if model.training else model.eval
    model.eval()
    try:
        pieces = [model(rows) for rows in torch.split(x, CHUNK)]
    finally:
        restore()
    return torch.cat(pieces).sigmoid().squeeze(1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return torch.tensor([int(p >= threshold) for p in predict_proba(model, x)], dtype=torch.int64, device=x.device)


def select_device(prefer_gpu: bool = True) -> torch.device:
    if torch.cuda.is_available() and prefer_gpu is not False and prefer_gpu:
        return torch.device("cuda")
    return torch.device("cpu")
