# exercise: BinaryClassifier
# mistake: It returns the logits as a vector (batch,) and not as a column (batch, 1).
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits


def _mode_guard(model):
    class Guard:
        def __enter__(self):
            self.mode = model.training
            model.eval()

        def __exit__(self, *exc):
            model.train(self.mode)
            return False

    return Guard()


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.add_module("fc1", nn.Linear(in_features, out_features))
        self.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, x):
        return self.fc2(nn.functional.relu(self.fc1(x)))


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        stack = nn.ModuleList()
        for width in hidden:
            stack.append(nn.Linear(in_features, width))
            in_features = width
        self.stack, self.head = stack, nn.Linear(in_features, 1)

    def forward(self, x):
        h = x
        for layer in self.stack:
            h = layer(h).relu()
        logit = self.head(h)
        return logit[..., 0]


def linear_from_scratch(x, weight, bias):
    out = torch.tensordot(x, weight, dims=([1], [1]))
    if bias is not None:
        out = out + bias
    return out


def count_parameters(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    def criterion(logits, targets):
        return binary_cross_entropy_with_logits(logits, targets)

    return criterion, torch.optim.NAdam(model.parameters(), lr=lr)


def predict_proba(model, x):
    with _mode_guard(model), torch.no_grad():
        return torch.sigmoid(model(x)).reshape(-1)


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) - threshold >= 0).to(torch.int64)


def select_device(prefer_gpu=True):
    options = ["cpu", "cuda"]
    return torch.device(options[int(bool(prefer_gpu) and torch.cuda.is_available())])
