"""hidden=() is not thought of."""

from autograder.text import Text

TITLE = Text(es="Falla cuando no hay capas ocultas", en="It fails when there are no hidden layers")
HINT = Text(
    es="Con hidden=() no se puede usar hidden[0] ni hidden[-1]. ¿De qué tamaño es entonces la entrada de la última capa?",
    en="With hidden=() there is no hidden[0] or hidden[-1]. What size goes into the last layer then?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% hidden[0]
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = [nn.Linear(in_features, hidden[0]), nn.ReLU()]
        for a, b in zip(hidden, hidden[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        layers.append(nn.Linear(hidden[-1], 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% hidden[-1]
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        previous = in_features
        for size in hidden:
            layers += [nn.Linear(previous, size), nn.ReLU()]
            previous = size
        self.hidden = nn.Sequential(*layers)
        self.out = nn.Linear(hidden[-1], 1)

    def forward(self, x):
        return self.out(self.hidden(x))


# %% the loop's variable
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        previous = in_features
        for size in hidden:
            layers += [nn.Linear(previous, size), nn.ReLU()]
            previous = size
        self.net = nn.Sequential(*layers, nn.Linear(size, 1))

    def forward(self, x):
        return self.net(x)
