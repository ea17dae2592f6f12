"""An in-place operation writes over the tensor that the caller passed."""

from autograder.text import Text

TITLE = Text(es="La red escribe sobre el tensor de entrada", en="The network writes over its input tensor")
HINT = Text(
    es="Después de llamar a la red, la entrada ya no es la misma. Busca operaciones inplace y qué tensor reciben.",
    en="After the call the input is no longer the same. Look for in-place operations and for the tensor they receive.",
)
SLIDE = "Crear Modelos más complejos"


# %% ReLU in place on the input
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.relu(x)
        x = self.fc1(x)
        return self.fc2(x)


# %% ReLU in place first and between
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x.relu_()
        x = self.fc1(x)
        x.relu_()
        return self.fc2(x)


# %% activations written into x
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = torch.relu(self.fc1(x))
        x.zero_()
        return self.fc2(h)


# %% scaled in place
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x -= x.mean(dim=0)
        return self.fc2(torch.relu(self.fc1(x)))


# %% moved a little
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x += 1e-7
        return self.fc2(torch.relu(self.fc1(x)))


# %% transposed in place
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        hidden = torch.relu(self.fc1.weight @ x.t_() + self.fc1.bias[:, None])
        return self.fc2(hidden.T)
