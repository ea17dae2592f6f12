"""Layers are kept in a Python list or dict, where PyTorch does not see them."""

from autograder.text import Text

TITLE = Text(
    es="Las capas están en una lista de Python y no quedan registradas",
    en="The layers sit in a Python list and are not registered",
)
HINT = Text(
    es="La red calcula, pero parameters() no muestra todas sus capas. Revisa en qué contenedor las guardas.",
    en="The network computes, but parameters() does not show all its layers. Look at the container you keep them in.",
)
SLIDE = "Crear Modelos más complejos"


# %% all in a list
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        self.layers.append(nn.Linear(sizes[-1], 1))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


# %% hidden layers in a list
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.hidden = []
        for size in hidden:
            self.hidden.append(nn.Linear(in_features, size))
            in_features = size
        self.out = nn.Linear(in_features, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.out(x)


# %% in a dict
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.layers = {}
        for i, size in enumerate(hidden):
            self.layers[f"fc{i}"] = nn.Linear(in_features, size)
            in_features = size
        self.layers["out"] = nn.Linear(in_features, 1)

    def forward(self, x):
        for name, layer in self.layers.items():
            x = layer(x)
            if name != "out":
                x = torch.relu(x)
        return x


# %% blocks in a list
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [MLP(4, 12), MLP2(12, 8)]

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


# %% every layer in an object that is no module
class Dense:
    def __init__(self, in_features, units, activation=None):
        self.linear = nn.Linear(in_features, units)
        self.activation = activation

    def __call__(self, x):
        z = self.linear(x)
        return self.activation(z) if self.activation else z


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        for i, size in enumerate(hidden):
            setattr(self, f"dense{i}", Dense(in_features, size, torch.relu))
            in_features = size
        self.depth = len(hidden)
        self.out = Dense(in_features, 1)

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"dense{i}")(x)
        return self.out(x)


# %% blocks in a tuple, behind properties
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self._blocks = (MLP(4, 12), MLP2(12, 8))

    @property
    def mlp1(self):
        return self._blocks[0]

    @property
    def mlp2(self):
        return self._blocks[1]

    def forward(self, x):
        return self.mlp2(self.mlp1(x))
