"""The linear layers have no bias, or it is never added."""

from autograder.text import Text

TITLE = Text(es="Las capas no tienen bias", en="The layers have no bias")
HINT = Text(
    es="Con entrada cero, la salida es siempre cero. A cada capa le falta un término.",
    en="With a zero input the output is always zero. Each layer lacks a term.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=False)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=False)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1, bias=False)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% MLP2, the first layer
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=False)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size, bias=False))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1, bias=False))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% BinaryClassifier, hidden layers
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size, bias=False))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% BinaryClassifier, the last layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1, bias=False))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    return x @ weight.T
