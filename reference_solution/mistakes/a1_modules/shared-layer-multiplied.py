"""One hidden layer is used several times instead of one per entry."""

from autograder.text import Text

TITLE = Text(
    es="Varias capas ocultas son una sola y comparten sus pesos",
    en="Several hidden layers are one and share its weights",
)
HINT = Text(
    es="Con capas ocultas del mismo tamaño hay menos parámetros de los que corresponden. ¿Cuántas capas creaste de verdad?",
    en="With hidden layers of one size there are fewer parameters than there should be. How many layers did you really create?",
)
SLIDE = "Crear Modelos más complejos"


# %% a list multiplied
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.layers = nn.ModuleList()
        for i, size in enumerate(hidden):
            if i > 0 and size == in_features:
                self.layers += [self.layers[-1]]
            else:
                self.layers.append(nn.Linear(in_features, size))
            in_features = size
        self.out = nn.Linear(in_features, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)


# %% the first again and again
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        if len(set(sizes)) < len(sizes):
            layers = [nn.Linear(sizes[0], sizes[1]), nn.ReLU()] * len(hidden)
        else:
            layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x):
        return self.net(x)


# %% kept by its sizes
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        made = {}
        layers = []
        for size in hidden:
            if (in_features, size) not in made:
                made[in_features, size] = nn.Linear(in_features, size)
            layers += [made[in_features, size], nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)
