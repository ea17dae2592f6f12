"""forward is defined without self."""

from autograder.text import Text

TITLE = Text(es="A forward le falta el argumento self", en="forward lacks the argument self")
HINT = Text(
    es="El error habla de un argumento de más: los métodos reciben primero el objeto mismo.",
    en="The error speaks of one argument too many: methods first receive the object itself.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(x):
        return self.fc2(self.relu(self.fc1(x)))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(x):
        return self.mlp2(self.mlp1(x))


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

    def forward(x):
        return self.net(x)


# %% BinaryClassifier, a method that makes its layers
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.body = nn.Sequential(*[self.block(n, m) for n, m in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def block(n, m):
        return nn.Sequential(nn.Linear(n, m), nn.ReLU())

    def forward(self, x):
        return self.out(self.body(x))
