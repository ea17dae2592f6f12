"""An in-place operation overwrites a value that the backward pass needs."""

from autograder.text import Text

TITLE = Text(
    es="Una operación inplace destruye un valor que autograd necesita",
    en="An in-place operation destroys a value that autograd needs",
)
HINT = Text(
    es="La salida está bien, pero backward() falla: se sobrescribió el resultado de una operación anterior.",
    en="The output is right, but backward() fails: the result of an earlier operation was written over.",
)
SLIDE = "Crear Modelos más complejos"


# %% added to the ReLU's result
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        h += 1e-6
        return self.fc2(h)


# %% cleared after use
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        out = self.fc2(h)
        h.zero_()
        return out


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
            x += 1e-6
        return self.out(x)
