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
