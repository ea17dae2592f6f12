"""The class defines train or eval itself, so submodules keep their mode."""

from autograder.text import Text

TITLE = Text(
    es="El cambio de modo no llega a todas las capas",
    en="Switching the mode does not reach all layers",
)
HINT = Text(
    es="Después de eval(), alguna capa sigue en modo train. ¿Definiste en tu clase algo llamado train, eval o training?",
    en="After eval() some layer is still in train mode. Does your class define something called train, eval or training?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% train
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

    def train(self, mode=True):
        self.training = mode
        return self


# %% eval
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

    def eval(self):
        self.training = False
        return self


# %% both
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

    def train(self, mode=True):
        self.training = True

    def eval(self):
        self.training = False
