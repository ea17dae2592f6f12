"""Dropout acts on the logits themselves."""

from autograder.text import Text

TITLE = Text(es="El Dropout borra logits de la salida", en="Dropout erases logits of the output")
HINT = Text(
    es="En modo train, algunas salidas son exactamente cero. Revisa qué viene después de la última capa.",
    en="In train mode some outputs are exactly zero. Look at what comes after the last layer.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% nn.Dropout
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers, nn.Dropout(0.5))

    def forward(self, x):
        return self.net(x)


# %% F.dropout
import torch.nn.functional as F


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
        return F.dropout(self.net(x), 0.5, self.training)
