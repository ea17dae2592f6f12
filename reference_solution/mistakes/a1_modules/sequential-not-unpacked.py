"""nn.Sequential is given a list."""

from autograder.text import Text

TITLE = Text(
    es="nn.Sequential recibió una lista en vez de capas",
    en="nn.Sequential was given a list instead of layers",
)
HINT = Text(
    es="El error dice que list no es un módulo. Mira qué tipo de argumentos espera ese contenedor.",
    en="The error says that a list is not a module. Look at what arguments that container takes.",
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
        self.net = nn.Sequential(layers)

    def forward(self, x):
        return self.net(x)


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.net = nn.Sequential([self.mlp1, self.mlp2])

    def forward(self, x):
        return self.net(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.net = nn.Sequential(
            [nn.Linear(in_features, out_features), nn.ReLU(), nn.Linear(out_features, 1)]
        )

    def forward(self, x):
        return self.net(x)
