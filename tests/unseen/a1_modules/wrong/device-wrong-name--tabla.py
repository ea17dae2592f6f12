# exercise: select_device
# mistake: Where there is a GPU it asks PyTorch for a device called "gpu", which does not exist.
import torch
from torch import nn, optim


class MLP(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features, bias=True)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):

    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = self.relu(x)
        x = self.fc2(x)
        return x


class SuperMLP(nn.Module):

    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        x = self.mlp1(x)
        return self.mlp2(x)


class BinaryClassifier(nn.Module):

    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        self.hidden_layers = nn.ModuleList()
        size = in_features
        for h in hidden:
            self.hidden_layers.append(nn.Linear(size, h))
            size = h
        self.output = nn.Linear(size, 1)

    def forward(self, x):
        for layer in self.hidden_layers:
            x = torch.relu(layer(x))
        return self.output(x)


def linear_from_scratch(x, weight, bias):
    product = torch.mm(x, weight.t())
    if bias is None:
        return product
    return torch.add(product, bias)


def count_parameters(model):
    count = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            count += parameter.numel()
    return count


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            probs = torch.sigmoid(model(x))
    finally:
        if was_training:
            model.train()
    return probs.view(-1)


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).long()


NAMES = {(True, True): "gpu", (True, False): "cpu", (False, True): "cpu", (False, False): "cpu"}


def select_device(prefer_gpu=True):
    return torch.device(NAMES[bool(prefer_gpu), torch.cuda.is_available()])
