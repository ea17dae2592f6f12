"""The last layer gives several outputs instead of one."""

from autograder.text import Text

TITLE = Text(es="La última capa entrega más de una salida", en="The last layer gives more than one output")
HINT = Text(
    es="Para dos clases basta un logit por fila. ¿Cuántas columnas entrega tu última capa?",
    en="For two classes one logit per row is enough. How many columns does your last layer give?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 2)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% MLP2, as many as units
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, out_features)

    def forward(self, x):
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
        layers.append(nn.Linear(in_features, 2))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
