"""An activation stands where none was asked for, between the two networks."""

from autograder.text import Text

TITLE = Text(es="Hay una activación que nadie pidió", en="There is an activation that nobody asked for")
HINT = Text(
    es="La salida de mlp1 no llega tal cual a mlp2. ¿Qué hay entre las dos?",
    en="What mlp1 gives does not reach mlp2 as it is. What stands between them?",
)
SLIDE = "Crear Modelos más complejos"


# %% ReLU between
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(torch.relu(self.mlp1(x)))


# %% sigmoid between
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(torch.sigmoid(self.mlp1(x)))


# %% tanh between
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(torch.tanh(self.mlp1(x)))
