"""B9, B13: layers built by recursion, reduce or comprehension."""

# %% reduce
import functools
import itertools


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in itertools.pairwise(sizes)])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        h = functools.reduce(lambda h, layer: torch.relu(layer(h)), self.layers, x)
        return self.out(h)


# %% recursion
def construir(entran, hidden):
    if not hidden:
        return [nn.Linear(entran, 1)]
    return [nn.Linear(entran, hidden[0]), nn.ReLU(), *construir(hidden[0], hidden[1:])]


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.net = nn.Sequential(*construir(in_features, list(hidden)))

    def forward(self, x):
        return self.net(x)


# %% recursive networks
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        first, *rest = [*hidden, 1]
        self.linear = nn.Linear(in_features, first)
        self.rest = BinaryClassifier(first, hidden[1:]) if hidden else None

    def forward(self, x):
        x = self.linear(x)
        return x if self.rest is None else self.rest(torch.relu(x))


# %% all but the last
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features] + list(hidden) + [1]
        self.layers = nn.ModuleList()
        for i in range(len(sizes) - 1):
            self.layers.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = torch.relu(x)
        return x


# %% pop the last ReLU
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        layers.pop()
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
