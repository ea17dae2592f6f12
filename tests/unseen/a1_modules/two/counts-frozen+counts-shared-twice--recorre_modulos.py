# exercise: count_parameters
# mistake: It walks every layer's own tensors, so frozen parameters count and a shared one counts once per layer.
import torch
from torch import nn, Tensor


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


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
        sizes = [in_features, *hidden, 1]
        self.n = len(sizes) - 1
        for i in range(self.n):
            setattr(self, f"fc{i + 1}", nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(1, self.n):
            x = torch.relu(getattr(self, f"fc{i}")(x))
        return getattr(self, f"fc{self.n}")(x)


def linear_from_scratch(x, weight, bias):
    y = (weight @ x.T).T
    if bias is None:
        return y
    return y + bias


def count_parameters(model):
    total = 0
    for layer in model.modules():
        for tensor in layer.parameters(recurse=False):
            total += tensor.numel()
    return total


def training_setup(model, lr):
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(list(model.parameters()), lr=lr)


def predict_proba(model, x):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            out = model(x)
    finally:
        model.train(training)
    return out.squeeze(1).sigmoid()


def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= threshold).long()


def select_device(prefer_gpu=True):
    return torch.device("cuda") if prefer_gpu and torch.cuda.is_available() else torch.device("cpu")
