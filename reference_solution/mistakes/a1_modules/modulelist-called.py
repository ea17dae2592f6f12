"""A ModuleList is called as if it were a network."""

from autograder.text import Text

TITLE = Text(
    es="Se llamó a un ModuleList como si fuera una red",
    en="A ModuleList was called as if it were a network",
)
HINT = Text(
    es="Una lista de módulos guarda capas y las registra, pero no sabe aplicarlas una tras otra. ¿Quién lo hace?",
    en="A module list stores layers and registers them, but cannot apply them one after the other. Who does?",
)
SLIDE = "Crear Modelos más complejos"


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
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        return self.layers(x)


# %% only the hidden layers
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.hidden = nn.ModuleList(layers)
        self.out = nn.Linear(in_features, 1)

    def forward(self, x):
        return self.out(self.hidden(x))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([MLP(4, 12), MLP2(12, 8)])

    def forward(self, x):
        return self.blocks(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)
        self.layers = nn.ModuleList([self.fc1, nn.ReLU(), self.fc2])

    def forward(self, x):
        return self.layers(x)
