# style: code golf: lambdas bound to names, type() calls, tuples with side effects, no def for the functions
# option: Adamax; class bodies made by type(); sigmoid as the reciprocal of 1 + exp(-z)
import torch
import torch.nn as nn
import torch.nn.functional as F


def _net(name, doc, build, run):
    def __init__(self, *a, **k):
        nn.Module.__init__(self)
        build(self, *a, **k)
    return type(name, (nn.Module,), {"__init__": __init__, "forward": lambda self, x: run(self, x),
                                     "__doc__": doc, "__module__": __name__})


MLP = _net("MLP", "one layer",
           lambda self, in_features, out_features: setattr(self, "fc1", nn.Linear(in_features, out_features)),
           lambda self, x: self.fc1(x))
MLP2 = _net("MLP2", "two layers",
            lambda self, in_features, out_features: [
                setattr(self, n, nn.Linear(*io))
                for n, io in {"fc1": (in_features, out_features), "fc2": (out_features, 1)}.items()],
            lambda self, x: self.fc2(F.relu_(self.fc1(x))))
SuperMLP = _net("SuperMLP", "both",
                lambda self: (setattr(self, "mlp1", MLP(4, 12)), setattr(self, "mlp2", MLP2(12, 8))),
                lambda self, x: self.mlp2(self.mlp1(x)))
BinaryClassifier = _net(
    "BinaryClassifier", "a logit",
    lambda self, in_features=10, hidden=(32, 64): self.add_module("f", nn.Sequential(*sum(
        ([nn.Linear(a, b), nn.Hardtanh(0.0, float("inf"))]
         for a, b in zip((in_features, *hidden), (*hidden, 1))), [])[:-1])),
    lambda self, x: self.f(x))

linear_from_scratch = lambda x, weight, bias: (weight @ x.T + (0 if bias is None else bias[:, None])).T
count_parameters = lambda model: sum(p.numel() for p in {*model.parameters()} if p.requires_grad)
training_setup = lambda model, lr: (
    lambda z, y: (F.softplus(-z) * y + F.softplus(z) * (1 - y)).mean(),
    torch.optim.Adamax([*filter(lambda p: p.requires_grad, model.parameters())], lr))


def predict_proba(model, x):
    mode, _ = model.training, model.eval()
    try: return torch.inference_mode()(lambda: model(x)[:, 0].neg().exp().add(1).reciprocal())()
    finally: model.train(mode)


predict = lambda model, x, threshold=.5: 1 - (predict_proba(model, x) < threshold).long()
select_device = lambda prefer_gpu=True: torch.device("cuda") if prefer_gpu and torch.cuda.is_available() else torch.device("cpu")
