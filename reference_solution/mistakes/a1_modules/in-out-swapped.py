"""Inputs and outputs of a layer are exchanged."""

from autograder.text import Text

TITLE = Text(
    es="La entrada y la salida de una capa están al revés",
    en="The inputs and outputs of a layer are exchanged",
)
HINT = Text(
    es="Las formas no calzan al multiplicar. nn.Linear recibe primero cuántas variables entran y después cuántas salen.",
    en="The shapes do not fit when multiplied. nn.Linear takes first how many variables go in, then how many come out.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(out_features, in_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(out_features, in_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% MLP2, the last layer
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(1, out_features)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(12, 4)
        self.mlp2 = MLP2(8, 12)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(size, in_features))
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
        layers.append(nn.Linear(1, in_features))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% BinaryClassifier, every layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(size, in_features))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(1, in_features))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
