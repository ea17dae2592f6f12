# unusual: the networks ARE nn.Sequential (subclasses, OrderedDict keys), so that no forward is written by hand
from collections import OrderedDict
from itertools import pairwise

import torch
from torch import Tensor, nn


class MLP(nn.Sequential):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(OrderedDict(fc1=nn.Linear(in_features, out_features)))


class MLP2(nn.Sequential):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__(
            OrderedDict(
                [
                    ("fc1", nn.Linear(in_features, out_features)),
                    ("act", nn.ReLU(inplace=True)),  # its input is the output of fc1, never the caller's
                    ("fc2", nn.Linear(out_features, 1)),
                ]
            )
        )


class SuperMLP(nn.Sequential):
    def __init__(self) -> None:
        super().__init__(OrderedDict(mlp1=MLP(4, 12), mlp2=MLP2(12, 8)))


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features: int = 10, hidden=(32, 64)) -> None:
        super().__init__()
        for fan_in, fan_out in pairwise((in_features, *hidden)):
            self.append(nn.Linear(fan_in, fan_out)).append(nn.ReLU())
        self.append(nn.Linear((in_features, *hidden)[-1], 1))


def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    product = x.mm(weight.t())
    match bias:
        case None:
            return product
        case _:
            return product.add_(bias)  # product is ours


def count_parameters(model: nn.Module) -> int:
    vectors = [p.detach().reshape(-1) for p in model.parameters() if p.requires_grad]
    return int(torch.cat(vectors).shape[0]) if vectors else 0


class _StableBCE(nn.Module):
    def forward(self, logits: Tensor, targets: Tensor) -> Tensor:
        positive_part = logits.clamp(min=0)
        loss = positive_part - logits * targets + torch.log1p(torch.exp(-logits.abs()))
        return loss.sum() / loss.numel()


def training_setup(model: nn.Module, lr: float):
    return _StableBCE(), torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=lr)


class _Evaluating:
    """Context manager: eval mode and no gradients inside, all as it was outside."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def __enter__(self) -> nn.Module:
        self.mode = self.model.training
        self.grad = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return self.model.eval()

    def __exit__(self, *exc) -> bool:
        self.model.train(self.mode)
        torch.set_grad_enabled(self.grad)
        return False


def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    with _Evaluating(model) as net:
        return net(x).sigmoid().reshape(-1)


def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    boundaries = torch.as_tensor([threshold], dtype=torch.float32, device=x.device)
    proba = predict_proba(model, x).float()
    return torch.bucketize(proba, boundaries, right=True)  # 0 below the threshold, 1 from it on


def select_device(prefer_gpu: bool = True) -> torch.device:
    name = "cpu"
    if torch.cuda.is_available() and prefer_gpu:
        name = "cuda"
    return torch.device(name)
