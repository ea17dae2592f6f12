# torch.func and autograd by name: vmap for the linear map, functional_call for prediction, a decorator for gradients.
import torch
from torch import nn
from torch.func import functional_call, vmap


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return functional_call(self.fc1, dict(self.fc1.named_parameters()), (x,))


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        hidden = nn.functional.linear(x, self.fc1.weight, self.fc1.bias)
        hidden = torch.maximum(hidden, hidden.new_zeros(()))
        return nn.functional.linear(hidden, self.fc2.weight, self.fc2.bias)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2.forward(self.mlp1.forward(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.linears = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes, sizes[1:]))

    def forward(self, x):
        *body, head = self.linears
        for linear in body:
            x = nn.functional.relu_(linear(x))  # in place, but on the layer's own output
        return head(x)


def linear_from_scratch(x, weight, bias):
    row_times_weight = vmap(torch.dot, in_dims=(0, None))  # (out, in), (in,) -> (out,)
    out = vmap(lambda row: row_times_weight(weight, row))(x)
    if bias is None:
        return out
    return out + bias


def count_parameters(model):
    trainable = [p for p in model.parameters() if p.requires_grad]
    return nn.utils.parameters_to_vector(trainable).numel() if trainable else 0


def training_setup(model, lr):
    def criterion(logits, targets):
        return -torch.distributions.Bernoulli(logits=logits, validate_args=False).log_prob(targets).mean()

    return criterion, torch.optim.RAdam([{"params": list(model.parameters())}], lr=lr)


def restoring_mode(function):
    def wrapper(model, x, *args, **kwargs):
        was = model.training
        try:
            return function(model.eval(), x, *args, **kwargs)
        finally:
            model.train(was)

    return wrapper


@restoring_mode
@torch.no_grad()
def predict_proba(model, x):
    logits = functional_call(model, dict(model.named_parameters()), (x,))
    return torch.sigmoid(logits).select(1, 0)


@torch.inference_mode()
def predict(model, x, threshold=0.5):
    return torch.ge(predict_proba(model, x), threshold).to(dtype=torch.long)


def select_device(prefer_gpu=True):
    # torch.accelerator also knows mps, xpu…; only cuda is asked for here
    if prefer_gpu and torch.accelerator.is_available() and torch.accelerator.current_accelerator().type == "cuda":
        return torch.device("cuda")
    return torch.device("cpu")
