"""B2: names of the student's own."""

# %% OrderedDict
from collections import OrderedDict


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = OrderedDict()
        for i, size in enumerate(hidden):
            layers[f"capa_{i}"] = nn.Linear(in_features, size)
            layers[f"activacion_{i}"] = nn.ReLU()
            in_features = size
        layers["salida"] = nn.Linear(in_features, 1)
        self.red = nn.Sequential(layers)

    def forward(self, x):
        return self.red(x)


# %% in Spanish
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.ocultas = nn.ModuleList()
        self.activacion = nn.ReLU()
        for tamano in hidden:
            self.ocultas.append(nn.Linear(in_features, tamano))
            in_features = tamano
        self.salida = nn.Linear(in_features, 1)

    def forward(self, x):
        for capa in self.ocultas:
            x = self.activacion(capa(x))
        return self.salida(x)


# %% the output layer made first
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.out = nn.Linear(hidden[-1] if hidden else in_features, 1)
        self.layers = nn.ModuleList()
        for size in hidden:
            self.layers.append(nn.Linear(in_features, size))
            in_features = size

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return self.out(x)
