"""The layers are there under other names than asked."""

from autograder.text import Text

TITLE = Text(
    es="Las capas tienen otros nombres que los pedidos",
    en="The layers have other names than those asked for",
)
HINT = Text(
    es="La red calcula bien, pero no encontré sus capas con el nombre del enunciado. Revisa los nombres de los atributos.",
    en="The network computes well, but its layers were not found under the names of the statement. Check the attributes' names.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.linear(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(in_features, out_features), nn.ReLU(), nn.Linear(out_features, 1))

    def forward(self, x):
        return self.net(x)


# %% MLP2, the last layer
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.out = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.out(torch.relu(self.fc1(x)))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(MLP(4, 12), MLP2(12, 8))

    def forward(self, x):
        return self.net(x)


# %% SuperMLP, in English
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = MLP(4, 12)
        self.second = MLP2(12, 8)

    def forward(self, x):
        return self.second(self.first(x))


# %% SuperMLP, its layers alone
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 12)
        self.fc2 = nn.Linear(12, 8)
        self.fc3 = nn.Linear(8, 1)

    def forward(self, x):
        return self.fc3(torch.relu(self.fc2(self.fc1(x))))
