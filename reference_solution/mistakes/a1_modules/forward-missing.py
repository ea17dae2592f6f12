"""The class has no method called forward: misspelled, or indented into __init__."""

from autograder.text import Text

TITLE = Text(es="La clase no tiene un método forward", en="The class has no forward method")
HINT = Text(
    es="PyTorch busca un método llamado exactamente forward, al mismo nivel que __init__. Revisa el nombre y la indentación.",
    en="PyTorch looks for a method called exactly forward, on the same level as __init__. Check its name and indentation.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP, misspelled
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def foward(self, x):
        return self.fc1(x)


# %% MLP2, another name
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def call(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% SuperMLP, within __init__
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

        def forward(self, x):
            return self.mlp2(self.mlp1(x))


# %% BinaryClassifier, within __init__
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
            return self.net(x)


# %% BinaryClassifier, misspelled
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

    def fordward(self, x):
        return self.net(x)
