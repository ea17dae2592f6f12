"""B7: sizes read from the first batch."""


# %% LazyLinear
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.LazyLinear(size), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.LazyLinear(1))

    def forward(self, x):
        return self.net(x)


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.LazyLinear(out_features)
        self.fc2 = nn.LazyLinear(1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


# %% made at the first call
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.hidden = hidden
        self.net = None

    def forward(self, x):
        if self.net is None:
            sizes = [x.shape[1], *self.hidden]
            layers = [f for a, b in zip(sizes, sizes[1:]) for f in (nn.Linear(a, b), nn.ReLU())]
            self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1)).to(x.device)
        return self.net(x)
