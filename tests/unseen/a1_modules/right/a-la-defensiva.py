import torch
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        assert in_features > 0 and out_features > 0, "los tamaños deben ser positivos"
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        y = self.fc1(x)
        assert y.shape[-1] == self.fc1.out_features
        return y


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        assert in_features > 0 and out_features > 0, "los tamaños deben ser positivos"
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = torch.relu(self.fc1(x))
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        esperado = (12 + 12 * 4) + (8 + 8 * 12) + (1 + 8)
        total = sum(p.numel() for p in self.parameters())
        assert total == esperado, f"{total} parámetros, esperaba {esperado}"

    def forward(self, x: Tensor) -> Tensor:
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        hidden = list(hidden)  # copia, por si me pasan una lista que después cambia
        capas: list[nn.Module] = []
        for entra, sale in zip([in_features] + hidden, hidden + [1]):
            capas += [nn.Linear(entra, sale), nn.ReLU()]
        capas.pop()  # después del logit no va ReLU
        assert isinstance(capas[-1], nn.Linear)
        self.layers = nn.Sequential(*capas)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    assert x.shape[1] == weight.shape[1], "x y weight no calzan"
    y = x @ weight.t()
    if bias is None:
        return y
    assert bias.shape == (weight.shape[0],)
    return y + bias


def count_parameters(model: nn.Module) -> int:
    n = 0
    vistos: list[nn.Parameter] = []
    for p in model.parameters():
        if any(p is q for q in vistos):
            continue
        vistos.append(p)
        n += p.numel() if p.requires_grad else 0
    assert isinstance(n, int)
    return n


class _LossDesdeLogits(nn.Module):
    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        assert logits.shape == targets.shape, "formas distintas"
        # BCE = softplus(z) - t*z
        return (nn.functional.softplus(logits) - targets * logits).mean()


def training_setup(model: nn.Module, lr: float):
    return _LossDesdeLogits(), torch.optim.Adam(model.parameters(), lr=lr)


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    modo = model.training
    grad_previo = torch.is_grad_enabled()
    try:
        model.eval()
        torch.set_grad_enabled(False)
        proba = torch.sigmoid(model(x)).reshape(x.shape[0])
    except Exception:
        raise
    finally:
        torch.set_grad_enabled(grad_previo)
        model.train(modo)
    return proba


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    proba = predict_proba(model, x)
    assert proba.ndim == 1
    etiquetas = torch.zeros(proba.shape[0], dtype=torch.int64, device=proba.device)
    return etiquetas.masked_fill(proba >= threshold, 1)


def select_device(prefer_gpu: bool = True) -> torch.device:
    if prefer_gpu:
        try:
            if torch.cuda.is_available():
                return torch.device("cuda")
        except RuntimeError:
            pass  # driver roto: seguimos en CPU
    return torch.device("cpu")
