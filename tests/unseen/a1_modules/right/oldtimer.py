# Old school: a class for everything, a common abstract base, Python-2 style super().
import torch
from torch import nn
from torch.optim import SGD


class BaseNetwork(nn.Module):
    """Template method: subclasses build in `build` and compute in `compute`."""

    def __init__(self, *sizes):
        super(BaseNetwork, self).__init__()
        self.build(*sizes)

    def build(self, *sizes):
        raise NotImplementedError("abstract")

    def compute(self, x):
        raise NotImplementedError("abstract")

    def forward(self, x):
        return self.compute(x)


class MLP(BaseNetwork):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__(in_features, out_features)

    def build(self, in_features, out_features):
        self.fc1 = nn.Linear(in_features, out_features, True)

    def compute(self, x):
        return self.fc1(x)


class MLP2(BaseNetwork):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__(in_features, out_features)

    def build(self, in_features, out_features):
        self.fc1 = nn.Linear(in_features, out_features)
        self.act = nn.ReLU(inplace=True)  # only ever sees fc1's own output
        self.fc2 = nn.Linear(out_features, 1)

    def compute(self, x):
        h = self.fc1(x)
        self.act(h)
        return self.fc2(h)


class SuperMLP(BaseNetwork):
    def __init__(self):
        super(SuperMLP, self).__init__()

    def build(self):
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def compute(self, x):
        return self.mlp2(self.mlp1(x))


class BinaryClassifier(BaseNetwork):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__(in_features, hidden)

    def build(self, in_features, hidden):
        self.depth = 0
        size = in_features
        for units in hidden:
            setattr(self, "dense%d" % self.depth, nn.Linear(size, units))
            size = units
            self.depth += 1
        self.out = nn.Linear(size, 1)

    def compute(self, x):
        for i in range(self.depth):
            x = torch.relu(getattr(self, "dense%d" % i)(x))
        return self.out(x)


class AffineMap(object):
    def __init__(self, weight, bias):
        self.weight = weight
        self.bias = bias

    def __call__(self, x):
        y = torch.mm(x, self.weight.t())
        if self.bias is not None:
            y = y + self.bias
        return y


def linear_from_scratch(x, weight, bias):
    return AffineMap(weight, bias)(x)


class ParameterCounter(object):
    """Visitor that walks the module tree and remembers what it has seen."""

    def __init__(self):
        self.seen = set()
        self.total = 0

    def visit(self, module):
        for p in module._parameters.values():
            if p is not None and p.requires_grad and id(p) not in self.seen:
                self.seen.add(id(p))
                self.total += p.numel()
        for child in module.children():
            self.visit(child)
        return self


def count_parameters(model):
    return ParameterCounter().visit(model).total


class LogitLoss(nn.BCEWithLogitsLoss):
    def __init__(self):
        super(LogitLoss, self).__init__(reduction="mean")


def training_setup(model, lr):
    return LogitLoss(), SGD(model.parameters(), lr=lr)


class Inference(object):
    """Context manager: evaluation mode and no gradients, everything put back on the way out."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.was_training = self.model.training
        self.grad_was_enabled = torch.is_grad_enabled()
        self.model.eval()
        torch.set_grad_enabled(False)
        return self.model

    def __exit__(self, kind, value, traceback):
        torch.set_grad_enabled(self.grad_was_enabled)
        self.model.train(self.was_training)
        return False


def predict_proba(model, x):
    with Inference(model) as net:
        return torch.sigmoid(net(x))[:, 0]


def predict(model, x, threshold=0.5):
    return predict_proba(model, x).ge(threshold).long()


class DeviceChooser(object):
    def choose(self, prefer_gpu):
        name = "cpu"
        if prefer_gpu and torch.cuda.is_available():
            name = "cuda"
        return torch.device(name)


def select_device(prefer_gpu=True):
    return DeviceChooser().choose(prefer_gpu)
