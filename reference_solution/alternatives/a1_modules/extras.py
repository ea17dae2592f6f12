"""B11, B12, B14, B15: harmless extras."""


# %% buffers and methods
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
        self.register_buffer("pasos", torch.zeros(1))
        self.in_features = in_features

    def forward(self, x):
        return self.net(x)

    def predict(self, x):
        return torch.sigmoid(self(x))

    def extra_repr(self):
        return "clasificador binario"

    @property
    def device(self):
        return next(self.parameters()).device


# %% Identity and Dropout(0)
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = [nn.Identity()]
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU(), nn.Dropout(0.0)]
            in_features = size
        self.net = nn.Sequential(*layers, nn.Linear(in_features, 1), nn.Identity())

    def forward(self, x):
        return self.net(x)


# %% another argument name
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, entrada):
        return self.fc1(entrada)


# %% *args
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1, self.mlp2 = MLP(4, 12), MLP2(12, 8)

    def forward(self, *args):
        (x,) = args
        return self.mlp2(self.mlp1(x))


# %% flatten(1)
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
        return self.net(x.flatten(1))


# %% view
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
        x = x.view(x.size(0), -1)
        return self.net(x)


# %% nn.Flatten
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = [nn.Flatten()]
        for size in hidden:
            layers.append(nn.Linear(in_features, size))
            layers.append(nn.ReLU())
            in_features = size
        layers.append(nn.Linear(in_features, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


# %% reshape(-1, 1)
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x))).reshape(-1, 1)


# %% input turned to float
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
        return self.net(x.float())


# %% a copy of the input
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = x.clone()
        h = self.fc1(h)
        return self.fc2(self.relu(h))


# %% train that calls the base class
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
        return self.net(x)

    def train(self, mode=True):
        self.modo = "train" if mode else "eval"
        return super().train(mode)


# %% typed
class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int = 10, hidden: tuple[int, ...] = (32, 64), **kwargs) -> None:
        super().__init__(**kwargs)
        sizes = (in_features,) + tuple(hidden) + (1,)
        *self_hidden, last = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        self.hidden, self.last = nn.ModuleList(self_hidden), last

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.hidden:
            x = layer(x).relu_()
        return self.last(x)
