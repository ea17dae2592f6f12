"""The network runs on copies of its blocks."""

from autograder.text import Text

TITLE = Text(
    es="La red calcula con copias de sus bloques",
    en="The network computes with copies of its blocks",
)
HINT = Text(
    es="Hay más parámetros de los que corresponden, y los de mlp1 y mlp2 no influyen en la salida. ¿Cuál bloque estás aplicando?",
    en="There are more parameters than there should be, and those of mlp1 and mlp2 do not influence the output. Which block do you apply?",
)
SLIDE = "Crear Modelos más complejos"


# %% deepcopy
import copy


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.net = nn.Sequential(copy.deepcopy(self.mlp1), copy.deepcopy(self.mlp2))

    def forward(self, x):
        return self.net(x)


# %% made twice
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.net = nn.Sequential(MLP(4, 12), MLP2(12, 8))

    def forward(self, x):
        return self.net(x)


# %% copied at each call
import copy


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        mlp1, mlp2 = copy.deepcopy(self.mlp1), copy.deepcopy(self.mlp2)
        return mlp2(mlp1(x))
