"""B1: any container, as long as all parameters are registered."""


# %% ModuleList
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)


# %% ModuleDict
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.layers = nn.ModuleDict()
        for i, size in enumerate(hidden):
            self.layers[f"fc{i}"] = nn.Linear(in_features, size)
            self.layers[f"relu{i}"] = nn.ReLU()
            in_features = size
        self.layers["out"] = nn.Linear(in_features, 1)

    def forward(self, x):
        for layer in self.layers.values():
            x = layer(x)
        return x


# %% add_module
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.count = len(hidden)
        for i, size in enumerate(hidden):
            self.add_module(f"fc{i}", nn.Linear(in_features, size))
            in_features = size
        self.add_module("out", nn.Linear(in_features, 1))

    def forward(self, x):
        for i in range(self.count):
            x = torch.relu(getattr(self, f"fc{i}")(x))
        return self.out(x)


# %% setattr, and a list beside
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.names = []
        self.plain = []
        for i, size in enumerate(hidden):
            layer = nn.Linear(in_features, size)
            setattr(self, f"layer_{i}", layer)
            self.names.append(f"layer_{i}")
            self.plain.append(layer)
            in_features = size
        self.out = nn.Linear(in_features, 1)

    def forward(self, x):
        for layer in self.plain:
            x = torch.relu(layer(x))
        return self.out(x)


# %% a list unpacked late
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers.extend((nn.Linear(in_features, size), nn.ReLU()))
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


# %% SuperMLP as Sequential beside its names
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        self.net = nn.Sequential(self.mlp1, self.mlp2)

    def forward(self, x):
        return self.net(x)


# %% append to Sequential
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.net = nn.Sequential()
        for size in hidden:
            self.net.append(nn.Linear(in_features, size))
            self.net.append(nn.ReLU())
            in_features = size
        self.net.append(nn.Linear(in_features, 1))

    def forward(self, x):
        return self.net(x)
