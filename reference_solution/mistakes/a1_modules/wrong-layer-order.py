"""Layers and activations are applied in another order than asked."""

from autograder.text import Text

TITLE = Text(
    es="Las capas o activaciones se aplican en otro orden",
    en="Layers or activations are applied in another order",
)
HINT = Text(
    es="Con los mismos pesos, la salida es otra. Comprueba qué va primero: ¿la capa o la activación? ¿En qué orden van los tamaños?",
    en="With the same weights the output is another. Check what comes first, layer or activation, and the order of the sizes.",
)
SLIDE = "Crear Modelos más complejos"


# %% MLP2, ReLU first
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.relu(x)
        x = self.fc1(x)
        return self.fc2(x)


# %% ReLU before each layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.ReLU(), nn.Linear(in_features, size)]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


# %% ReLU before each layer, the last too
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in [*hidden, 1]:
            layers += [nn.ReLU(), nn.Linear(in_features, size)]
            in_features = size
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% sizes reversed
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in reversed(hidden):
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)
