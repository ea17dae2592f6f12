"""An activation follows the last layer."""

from autograder.text import Text

TITLE = Text(
    es="Hay una activación después de la última capa",
    en="There is an activation after the last layer",
)
HINT = Text(
    es="La salida no toma los valores que debería poder tomar: un logit puede ser cualquier número. ¿Qué pasa después de la última capa?",
    en="The output does not take values it ought to be able to take: a logit can be any number. What happens after the last layer?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% MLP, ReLU
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return torch.relu(self.fc1(x))


# %% MLP, sigmoid
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return torch.sigmoid(self.fc1(x))


# %% MLP, softmax
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return torch.softmax(self.fc1(x), dim=1)


# %% MLP2, sigmoid
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(self.relu(self.fc1(x))))


# %% MLP2, ReLU
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.relu(self.fc2(self.relu(self.fc1(x))))


# %% SuperMLP, sigmoid
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return torch.sigmoid(self.mlp2(self.mlp1(x)))


# %% SuperMLP, ReLU
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return torch.relu(self.mlp2(self.mlp1(x)))


# %% sigmoid
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

    def forward(self, x):
        return torch.sigmoid(self.net(x))


# %% ReLU after every layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% tanh
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

    def forward(self, x):
        return torch.tanh(self.net(x))


# %% log of the sigmoid
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

    def forward(self, x):
        return nn.functional.logsigmoid(self.net(x))


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    out = x @ weight.T
    if bias is not None:
        out = out + bias
    return torch.relu(out)
