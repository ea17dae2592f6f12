"""B8: subclassing nn.Sequential, or a network that is already there."""


# %% Sequential
class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features=10, hidden=(32, 64)):
        sizes = [in_features, *hidden]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers, nn.Linear(sizes[-1], 1))


# %% MLP2 from MLP
class MLP2(MLP):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(torch.relu(super().forward(x)))


# %% MLP2 as Sequential with names
class MLP2(nn.Sequential):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)


# %% SuperMLP as Sequential with names
class SuperMLP(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)


# %% blocks
class Bloque(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.lineal = nn.Linear(entran, salen)

    def forward(self, x):
        return torch.relu(self.lineal(x))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        bloques = []
        for size in hidden:
            bloques.append(Bloque(in_features, size))
            in_features = size
        self.bloques = nn.Sequential(*bloques)
        self.logit = nn.Linear(in_features, 1)

    def forward(self, x):
        return self.logit(self.bloques(x))


# %% MLP and MLP2 within
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        if not hidden:
            self.net = MLP(in_features, 1)
            return
        layers = []
        for size in hidden[:-1]:
            layers += [MLP(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers, MLP2(in_features, hidden[-1]))

    def forward(self, x):
        return self.net(x)
