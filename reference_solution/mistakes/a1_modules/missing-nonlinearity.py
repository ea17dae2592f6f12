"""Hidden layers follow each other with no ReLU between."""

from autograder.text import Text

TITLE = Text(es="Falta la ReLU entre capas", en="The ReLU between layers is missing")
HINT = Text(
    es="Sin activación entre medio, varias capas lineales equivalen a una sola. ¿Aplicas la ReLU en cada capa oculta?",
    en="With no activation between them, several linear layers amount to one. Is the ReLU applied in every hidden layer?",
)
SLIDE = "Crear Modelos más complejos"


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.fc1(x))


# %% MLP2, ReLU made but not called
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        self.relu
        return self.fc2(x)


# %% all of them
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% all but the last hidden one
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            in_features = size
        if hidden:
            layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


# %% all but the first
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for i, size in enumerate(hidden):
            layers.append(nn.Linear(in_features, size))
            if i == 0:
                layers.append(nn.ReLU())
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)


# %% the last hidden one
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 2:
                x = torch.relu(x)
        return x
