"""The network holds Dropout, which nobody asked for."""

from autograder.text import Text

TITLE = Text(
    es="La red tiene un Dropout que nadie pidió",
    en="The network has a Dropout that nobody asked for",
)
HINT = Text(
    es="En modo train, la misma entrada da salidas distintas. Las capas pedidas son solo lineales y ReLU.",
    en="In train mode the same input gives different outputs. The layers asked for are linear ones and ReLUs alone.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% after every ReLU
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers += [nn.ReLU(), nn.Dropout(0.2)]
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% before the last layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers += [nn.Dropout(0.5), nn.Linear(in_features, 1)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.fc1(self.dropout(x))


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.dropout = nn.Dropout(0.2)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.dropout(self.relu(self.fc1(x))))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.dropout = nn.Dropout(0.3)

    def forward(self, x):
        return self.mlp2(self.dropout(self.mlp1(x)))
