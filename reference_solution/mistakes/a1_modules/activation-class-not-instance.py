"""nn.ReLU, a class, is used as if it were a function or a module."""

from autograder.text import Text

TITLE = Text(
    es="Se usó la clase de la activación, no una instancia",
    en="The activation's class was used, not an instance",
)
HINT = Text(
    es="nn.ReLU y nn.Sigmoid son clases: primero se crea el módulo y después se le pasa el tensor.",
    en="nn.ReLU and nn.Sigmoid are classes: first you create the module, then you give it the tensor.",
)
SLIDE = "Crear Modelos más complejos"


# %% MLP2, in forward
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(nn.ReLU(self.fc1(x)))


# %% MLP2, in __init__
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% BinaryClassifier, in Sequential
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU)
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% BinaryClassifier, in forward
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = nn.ReLU(layer(x))
        return self.out(x)


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return nn.Sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)
