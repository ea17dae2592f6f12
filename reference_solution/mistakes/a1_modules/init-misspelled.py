"""__init__ is misspelled, so nothing is set up."""

from autograder.text import Text

TITLE = Text(es="__init__ está mal escrito", en="__init__ is misspelled")
HINT = Text(
    es="Tu clase no recibe los argumentos al crearla. El constructor lleva dos guiones bajos a cada lado.",
    en="Your class does not take its arguments when it is created. The constructor has two underscores on each side.",
)
SLIDE = "Convenciones: Modelo"
LOOKS_LIKE = ["layer-not-stored"]


# %% MLP
class MLP(nn.Module):
    def _init_(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def init(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def _init_(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% SuperMLP
class SuperMLP(nn.Module):
    def __int__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))
