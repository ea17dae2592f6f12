# exercise: MLP2
# mistake: keeps fc1 and fc2 inside a Sequential, so that the model has net.fc1 and net.fc2 but no fc1 and fc2
import torch
from torch import nn
from torch.nn import functional as F


class LitModule(nn.Module):
    """Small stand-in for pl.LightningModule."""

    def __init__(self):
        super().__init__()
        self.criterion = nn.BCEWithLogitsLoss()

    def configure_optimizers(self, lr):
        return torch.optim.Adam([p for p in self.parameters() if p.requires_grad], lr=lr)


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, batch):
        return self.fc1(batch)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.net = nn.Sequential()
        self.net.add_module("fc1", nn.Linear(in_features, out_features))
        self.net.add_module("relu", nn.ReLU())
        self.net.add_module("fc2", nn.Linear(out_features, 1))

    def forward(self, batch):
        return self.net(batch)


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, batch):
        z = self.mlp1(batch)
        return self.mlp2(z)


class BinaryClassifier(LitModule):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.blocks = nn.ModuleList()
        for size in hidden:
            self.blocks.append(nn.Sequential(nn.Linear(in_features, size), nn.ReLU()))
            in_features = size
        self.classifier = nn.Linear(in_features, 1)

    def forward(self, batch):
        for block in self.blocks:
            batch = block(batch)
        return self.classifier(batch)


def linear_from_scratch(x, weight, bias):
    y = x.matmul(weight.T)
    if bias is None:
        return y
    return y.add(bias)


def count_parameters(model):
    n = 0
    for _, parameter in model.named_parameters():
        n += parameter.numel() if parameter.requires_grad else 0
    return n


def training_setup(model, lr):
    optimizer = LitModule.configure_optimizers(model, lr)
    return nn.BCEWithLogitsLoss(), optimizer


def predict_step(model, batch):
    with torch.no_grad():
        return F.sigmoid(model(batch)).view(-1)


def predict_proba(model, x):
    mode = model.training
    model.eval()
    try:
        return predict_step(model, x)
    finally:
        model.train(mode)


def predict(model, x, threshold=0.5):
    probs = predict_proba(model, x)
    preds = torch.zeros(probs.shape, dtype=torch.long, device=probs.device)
    preds[probs >= threshold] = 1
    return preds


def select_device(prefer_gpu=True):
    accelerator = "gpu" if torch.cuda.is_available() and prefer_gpu else "cpu"
    return torch.device({"gpu": "cuda", "cpu": "cpu"}[accelerator])
