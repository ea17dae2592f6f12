"""B5: the base class is set up in other words."""


# %% super(MLP, self)
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


# %% nn.Module.__init__
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x)))


# %% keyword arguments
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features=in_features, out_features=out_features, bias=True)

    def forward(self, x):
        x = self.fc1(x)
        return x


# %% forward called directly
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2.forward(self.mlp1.forward(x))


# %% super(SuperMLP, self)
class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(in_features=4, out_features=12)
        self.mlp2 = MLP2(in_features=12, out_features=8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x
