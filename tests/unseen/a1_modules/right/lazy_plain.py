# %% [markdown]
# # Tarea 1: redes como módulos

# %%
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


# %%
class MLP(nn.Module):
    """Una capa lineal, `fc1`."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


# %%
class MLP2(nn.Module):
    """Dos capas lineales, `fc1` y `fc2`, con una ReLU entre ellas."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU(inplace=True)  # actúa sobre la salida de fc1, no sobre x
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.act(self.fc1(x)))


# %%
class SuperMLP(nn.Module):
    """Un `MLP` seguido de un `MLP2`: `mlp1` y `mlp2`."""

    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


# %%
class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for h in hidden:
            layers += [nn.LazyLinear(h), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.LazyLinear(1))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


# %%
def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    result = x.mm(weight.transpose(0, 1))
    if bias is not None:
        result = result + bias
    return result


# %%
def count_parameters(model: nn.Module) -> int:
    return int(sum(p.numel() for p in model.parameters() if p.requires_grad))


# %%
def training_setup(model: nn.Module, lr: float) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    criterion = nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    return criterion, optimizer


# %%
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x))[:, 0]
    finally:
        if training:
            model.train()


# %%
def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    return predict_proba(model, x).ge(threshold).long()


# %%
def select_device(prefer_gpu: bool = True) -> torch.device:
    use_gpu = prefer_gpu and torch.cuda.is_available()
    return torch.device("cuda") if use_gpu else torch.device("cpu")
