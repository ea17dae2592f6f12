"""F.dropout drops in evaluation mode, too."""

from autograder.text import Text

TITLE = Text(es="El dropout sigue activo en modo eval", en="Dropout stays on in eval mode")
HINT = Text(
    es="En modo eval, la misma entrada da salidas distintas. La versión funcional no sabe en qué modo está la red.",
    en="In eval mode the same input gives different outputs. The functional version does not know the network's mode.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% on hidden layers
import torch.nn.functional as F


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = F.dropout(torch.relu(layer(x)), 0.5)
        return self.out(x)


# %% before the last layer
import torch.nn.functional as F


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return self.out(F.dropout(x, p=0.2))


# %% on the input
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
        return self.net(F.dropout(x, 0.2))


# %% after every ReLU, and the last one's too
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.output = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.hidden:
            x = nn.functional.dropout(torch.relu(layer(x)), p=0.25)
        return self.output(x)
