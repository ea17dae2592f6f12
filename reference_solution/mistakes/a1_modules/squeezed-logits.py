"""The network returns (batch,) instead of (batch, 1)."""

from autograder.text import Text

TITLE = Text(
    es="La red entrega (batch,) en vez de (batch, 1)",
    en="The network gives (batch,) instead of (batch, 1)",
)
HINT = Text(
    es="Los números están bien, pero falta la columna: el criterio espera logits y objetivos de la misma forma.",
    en="The numbers are right, but the column is missing: the criterion expects logits and targets of one shape.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% MLP2, squeeze(1)
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x))).squeeze(1)


# %% SuperMLP, flatten
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x)).flatten()


# %% squeeze(-1)
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x).squeeze(-1)


# %% the first column
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)[:, 0]
