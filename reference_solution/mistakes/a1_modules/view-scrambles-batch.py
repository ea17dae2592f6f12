"""A reshape mixes the rows of the batch."""

from autograder.text import Text

TITLE = Text(es="Un cambio de forma mezcla las filas del batch", en="A reshape mixes the rows of the batch")
HINT = Text(
    es="Con una fila está bien y con varias no: cada salida debe depender solo de su propia fila. view y reshape no trasponen.",
    en="It is right for one row and not for several: each output must depend on its own row only. view and reshape do not transpose.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        x = x.view(x.size(1), -1).T
        return self.fc1(x)


# %% MLP, the output
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        out = self.fc1(x)
        return out.T.reshape(out.shape)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = x.reshape(x.shape[1], x.shape[0]).T
        return self.fc2(self.relu(self.fc1(x)))


# %% BinaryClassifier
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
        x = x.view(x.size(1), -1).permute(1, 0)
        return self.net(x)


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = (weight @ x.T).reshape(x.shape[0], weight.shape[0])
    return result if bias is None else result + bias


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = x.reshape(x.shape[1], -1).T
        return self.mlp2(self.mlp1(x))


# %% MLP2, samples in columns and back
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        hidden = self.fc1.weight @ x.T
        return self.fc2(torch.relu(hidden.reshape(len(x), -1) + self.fc1.bias))
