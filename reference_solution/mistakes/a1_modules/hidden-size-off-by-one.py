"""One hidden layer too few or too many is made."""

from autograder.text import Text

TITLE = Text(es="Hay una capa oculta de más o de menos", en="There is one hidden layer too many or too few")
HINT = Text(
    es="La cantidad de parámetros no calza. Cuenta las capas lineales: una por cada entero de hidden y una más al final.",
    en="The number of parameters does not match. Count the linear layers: one per entry of hidden and one more at the end.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% the last is left out
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden[:-1]:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


# %% the first is left out
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden[1:]:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


# %% one more of the last size
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        layers += [nn.Linear(in_features, in_features), nn.ReLU(), nn.Linear(in_features, 1)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% no output layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% MLP2, one more
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, out_features)
        self.fc3 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)


# %% the last size twice
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes, layers = [in_features, *hidden, *hidden[-1:]], []
        for before, after in zip(sizes, sizes[1:]):
            layers += [nn.Linear(before, after), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.net(x)


# %% the first size twice
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes, layers = [in_features, *hidden[:1], *hidden], []
        for before, after in zip(sizes, sizes[1:]):
            layers += [nn.Linear(before, after), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.net(x)
