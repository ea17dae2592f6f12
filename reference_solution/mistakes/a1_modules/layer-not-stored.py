"""Layers are kept in local variables of __init__."""

from autograder.text import Text

TITLE = Text(es="Las capas no se guardan en self", en="The layers are not stored on self")
HINT = Text(
    es="Lo que creas en __init__ sin «self.» desaparece al terminar: forward ya no lo encuentra.",
    en="What you create in __init__ without 'self.' is gone when it ends: forward no longer finds it.",
)
SLIDE = "Convenciones: Modelo"
LOOKS_LIKE = ["init-misspelled"]


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2, the ReLU
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% MLP2, the last layer
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        mlp1 = MLP(4, 12)
        mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% MLP, without self in forward
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return fc1(x)


# %% SuperMLP, without self in forward
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return mlp2(mlp1(x))


# %% BinaryClassifier, made by a method and dropped
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.build(in_features, hidden)

    def build(self, in_features, hidden):
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        return nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.layers(x)
