"""All weights of a layer start equal, so its units stay equal."""

from autograder.text import Text

TITLE = Text(es="Todos los pesos de una capa parten iguales", en="All weights of a layer start equal")
HINT = Text(
    es="Si todas las neuronas de una capa parten iguales, reciben el mismo gradiente y aprenden lo mismo. ¿Cómo las inicializas?",
    en="Units of a layer that start equal get the same gradient and learn the same. How do you initialise them?",
)
SLIDE = "Convenciones: Modelo"


# %% zeros
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x):
        return self.net(x)


# %% ones
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)
        for parameter in self.parameters():
            nn.init.ones_(parameter)

    def forward(self, x):
        return self.net(x)


# %% a constant
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)
        for layer in self.net:
            if isinstance(layer, nn.Linear):
                nn.init.constant_(layer.weight, 0.5)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.net(x)


# %% nn.Parameter of zeros
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.weights = nn.ParameterList([nn.Parameter(torch.zeros(b, a)) for a, b in zip(sizes, sizes[1:])])
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(b)) for b in sizes[1:]])

    def forward(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = x @ w.T + b
            if i < len(self.weights) - 1:
                x = torch.relu(x)
        return x
