# exercise: predict_proba
# mistake: it squeezes every dimension of size 1 away (shape () for one row), and it only detaches after a forward pass made with gradients enabled
import torch
import torch.nn as nn
import torch.optim as optim


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
        x = self.fc1(x)
        x = torch.relu(x)
        x = self.fc2(x)
        return x


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        if len(hidden) == 0:
            self.net = nn.Sequential(nn.Linear(in_features, 1))
        else:
            layers = [nn.Linear(in_features, hidden[0]), nn.ReLU()]
            for i in range(1, len(hidden)):
                layers.append(nn.Linear(hidden[i - 1], hidden[i]))
                layers.append(nn.ReLU())
            layers.append(nn.Linear(hidden[-1], 1))
            self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


def linear_from_scratch(x, weight, bias):
    if bias is None:
        return torch.matmul(x, weight.T)
    return torch.matmul(x, weight.T) + bias


def count_parameters(model):
    # https://discuss.pytorch.org/t/how-do-i-check-the-number-of-parameters-of-a-model
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        out = model(x)
        probs = torch.sigmoid(torch.squeeze(out)).detach()
    finally:
        model.train(was_training)
    return probs


def predict(model, x, threshold=0.5):
    with torch.no_grad():
        probs = predict_proba(model, x)
    labels = (probs >= threshold).int().view(x.shape[0])
    return labels.to(torch.int64)


def select_device(prefer_gpu=True):
    return torch.device("cuda" if torch.cuda.is_available() and prefer_gpu else "cpu")
