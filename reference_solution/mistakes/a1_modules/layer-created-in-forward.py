"""A layer is made anew, with random weights, at every call."""

from autograder.text import Text

TITLE = Text(
    es="Se crea una capa nueva cada vez que se llama a la red",
    en="A new layer is made every time the network is called",
)
HINT = Text(
    es="Los pesos que había antes de la llamada no cuentan para la salida. ¿Dónde creas las capas?",
    en="The weights that were there before the call do not matter to the output. Where do you create the layers?",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features

    def forward(self, x):
        self.fc1 = nn.Linear(self.in_features, self.out_features)
        return self.fc1(x)


# %% MLP, never stored
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.out_features = out_features

    def forward(self, x):
        fc1 = nn.Linear(x.shape[1], self.out_features)
        return fc1(x)


# %% MLP2, the last layer
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.out_features = out_features

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        self.fc2 = nn.Linear(self.out_features, 1)
        return self.fc2(h)


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        pass

    def forward(self, x):
        mlp1 = MLP(4, 12)
        mlp2 = MLP2(12, 8)
        return mlp2(mlp1(x))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.hidden = hidden

    def forward(self, x):
        for size in self.hidden:
            x = torch.relu(nn.Linear(x.shape[1], size)(x))
        return nn.Linear(x.shape[1], 1)(x)


# %% BinaryClassifier, the last layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        h = self.net(x)
        out = nn.Linear(h.shape[1], 1)
        return out(h)


# %% SuperMLP, stored
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = None
        self.mlp2 = None

    def forward(self, x):
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        return self.mlp2(self.mlp1(x))


# %% BinaryClassifier, stored
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.sizes = [in_features, *hidden]

    def forward(self, x):
        layers = []
        for a, b in zip(self.sizes, self.sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(self.sizes[-1], 1))
        return self.net(x)
