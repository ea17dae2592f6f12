# exercise: BinaryClassifier
# mistake: Each linear layer is built with its input and output sizes exchanged.
import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(MLP):
    """Reuse MLP: same first layer, then relu and a head."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.relu(super().forward(x)))


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
        entradas = [in_features] + list(hidden)
        salidas = list(hidden) + [1]
        capas = []
        for salida, entrada in zip(entradas, salidas):
            capas.append(nn.Linear(entrada, salida))
            capas.append(nn.ReLU())
        capas.pop()  # la última no lleva ReLU
        self.red = nn.Sequential(*capas)

    def forward(self, x: Tensor) -> Tensor:
        return self.red(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    columnas = [x @ fila for fila in weight]
    z = torch.stack(columnas, dim=1)
    if bias is None:
        return z
    return z + bias


def count_parameters(model: nn.Module) -> int:
    vistos = set()
    total = 0
    for p in model.parameters():
        if p.requires_grad and id(p) not in vistos:
            vistos.add(id(p))
            total += p.numel()
    return total


def training_setup(model: nn.Module, lr: float):
    criterion = nn.BCEWithLogitsLoss(reduction="mean")
    optimizer = torch.optim.SGD(params=model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    estaba_entrenando = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            return torch.sigmoid(logits.squeeze(-1))
    finally:
        model.train(estaba_entrenando)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    probabilidades = predict_proba(model, x)
    clases = torch.zeros_like(probabilidades, dtype=torch.int64)
    clases[probabilidades >= threshold] = 1
    return clases


def select_device(prefer_gpu: bool = True) -> torch.device:
    nombre = "cpu"
    if torch.cuda.is_available():
        if prefer_gpu:
            nombre = "cuda"
    return torch.device(nombre)
