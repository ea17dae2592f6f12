# Checks what it gets, and what it gives back.
import torch
from torch import Tensor, nn


def _check_matrix(x, columns=None):
    if not isinstance(x, Tensor):
        raise TypeError(f"a tensor was expected, not {type(x)!r}")
    if x.dim() != 2:
        raise ValueError(f"expected (batch, features), got {tuple(x.shape)}")
    if columns is not None and x.shape[1] != columns:
        raise ValueError(f"expected {columns} columns, got {x.shape[1]}")


class MLP(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        assert in_features > 0 and out_features > 0, "sizes must be positive"
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x: Tensor) -> Tensor:
        _check_matrix(x, self.fc1.in_features)
        y = self.fc1(x)
        assert y.shape == (x.shape[0], self.fc1.out_features)
        return y


class MLP2(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        assert in_features > 0 and out_features > 0, "sizes must be positive"
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        _check_matrix(x, self.fc1.in_features)
        h = nn.functional.relu(self.fc1(x), inplace=False)
        assert (h >= 0).all() or h.isnan().any()
        y = self.fc2(h)
        assert y.shape == (len(x), 1)
        return y


class SuperMLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        expected = 12 + 12 * 4 + 8 + 8 * 12 + 1 + 8
        assert sum(p.numel() for p in self.parameters()) == expected == 173

    def forward(self, x: Tensor) -> Tensor:
        _check_matrix(x, 4)
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        sizes = [int(in_features)] + [int(size) for size in hidden]
        if min(sizes) < 1:
            raise ValueError("sizes must be positive")
        self.in_features = sizes[0]
        self.hidden_layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.output_layer = nn.Linear(sizes[-1], 1)
        assert len({id(p) for p in self.parameters()}) == 2 * len(sizes)

    def forward(self, x: Tensor) -> Tensor:
        _check_matrix(x, self.in_features)
        for layer in self.hidden_layers:
            x = layer(x).clamp(min=0)
        logits = self.output_layer(x)
        assert logits.ndim == 2 and logits.shape[1] == 1
        return logits


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    _check_matrix(x)
    _check_matrix(weight, columns=x.shape[1])
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError("one bias per output neuron is needed")
    result = x.mm(weight.transpose(1, 0))
    if bias is not None:
        result = result + bias
    assert result.shape == (x.shape[0], weight.shape[0])
    return result


def count_parameters(model: nn.Module) -> int:
    assert isinstance(model, nn.Module)
    count = sum(parameter.numel() for parameter in set(model.parameters()) if parameter.requires_grad)
    assert isinstance(count, int) and count >= 0
    return count


class CheckedBCE(nn.Module):
    def __init__(self):
        super().__init__()
        self.bce = nn.BCEWithLogitsLoss()

    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        if logits.shape != targets.shape:
            raise ValueError("logits and targets need the same shape")
        if not torch.is_floating_point(targets):
            raise TypeError("targets must be floats")
        loss = self.bce(logits, targets)
        assert loss.ndim == 0
        return loss


def training_setup(model: nn.Module, lr: float):
    if lr < 0:
        raise ValueError("the learning rate cannot be negative")
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert all(id(p) in held for p in model.parameters() if p.requires_grad)
    return CheckedBCE(), optimizer


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    assert isinstance(model, nn.Module) and isinstance(x, Tensor)
    mode = model.training
    try:
        model.eval()
        assert not model.training
        with torch.no_grad():
            assert not torch.is_grad_enabled()
            logits = model(x)
    finally:
        model.train(mode)
    if logits.ndim != 2 or logits.shape[1] != 1:
        raise ValueError(f"the model must give (batch, 1) logits, not {tuple(logits.shape)}")
    probabilities = torch.sigmoid(logits).squeeze(1)
    assert probabilities.shape == (x.shape[0],) and not probabilities.requires_grad
    return probabilities


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    probabilities = predict_proba(model, x)
    labels = (probabilities >= threshold).long()
    assert labels.dtype is torch.int64 and labels.shape == probabilities.shape
    assert set(labels.tolist()) <= {0, 1}
    return labels


def select_device(prefer_gpu: bool = True) -> torch.device:
    device = torch.device("cuda") if torch.cuda.is_available() and prefer_gpu else torch.device("cpu")
    assert device.type in ("cuda", "cpu")
    return device
