"""The layers are stored before nn.Module is set up."""

from autograder.text import Text

TITLE = Text(
    es="Se guardan capas sin inicializar la clase base",
    en="Layers are stored before the base class is set up",
)
HINT = Text(
    es="El error aparece al guardar la primera capa. ¿Qué necesita nn.Module antes de recibirla?",
    en="The error appears when the first layer is stored. What does nn.Module need before it takes one?",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x))


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        self.layers = nn.ModuleList()
        for size in hidden:
            self.layers.append(nn.Linear(in_features, size))
            in_features = size
        self.out = nn.Linear(in_features, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)


# %% after the layers
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        self.fc1 = nn.Linear(in_features, hidden[0] if hidden else 1)
        super().__init__()

    def forward(self, x):
        return self.fc1(x)
