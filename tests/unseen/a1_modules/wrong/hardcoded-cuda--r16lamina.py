# exercise: training_setup
# mistake: it sends the model to the GPU with .cuda(), which fails on a machine without one
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.activacion = nn.ReLU(inplace=True)  # actua sobre la salida de fc1, no sobre x
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.activacion(self.fc1(x))
        return self.fc2(x)


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x: Tensor) -> Tensor:
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        super().__init__()
        lista = []
        entrada = in_features
        for h in hidden:
            lista += [nn.Linear(entrada, h), nn.ReLU()]
            entrada = h
        lista.append(nn.Linear(entrada, 1))
        self.red = nn.Sequential(*lista)

    def forward(self, x: Tensor) -> Tensor:
        return self.red(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    resultado = x @ weight.T
    if bias is not None:
        resultado = resultado + bias
    return resultado


def count_parameters(model: nn.Module) -> int:
    total = 0
    for parametro in model.parameters():
        if parametro.requires_grad:
            total += parametro.numel()
    return total


def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    # en la lamina "Pytorch en GPU" primero se mueve el modelo y despues se crea el optimizador
    model = model.cuda()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    estaba_entrenando = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            probas = torch.sigmoid(logits)
    finally:
        if estaba_entrenando:
            model.train()
    return probas.squeeze(1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    probas = predict_proba(model, x)
    return (probas >= threshold).long()


def select_device(prefer_gpu: bool = True) -> torch.device:
    if prefer_gpu:
        if torch.cuda.is_available():
            return torch.device("cuda")
    return torch.device("cpu")
