"""B6: layers made by hand, the weight (out, in) or (in, out)."""


# %% (in, out), @
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(entran, salen))
        self.bias = nn.Parameter(torch.zeros(salen))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return x @ self.weight + self.bias


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.capas = nn.ModuleList([Capa(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = Capa(sizes[-1], 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.out(x)


# %% (in, out), bias (1, out)
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(entran, salen))
        self.bias = nn.Parameter(torch.zeros(1, salen))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return x @ self.weight + self.bias


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.capas = nn.ModuleList([Capa(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = Capa(sizes[-1], 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.out(x)


# %% (out, in), columns, bias (out, 1)
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(salen, entran))
        self.bias = nn.Parameter(torch.zeros(salen, 1))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return (self.weight @ x.T + self.bias).T


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.capas = nn.ModuleList([Capa(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = Capa(sizes[-1], 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.out(x)


# %% addmm
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(entran, salen))
        self.bias = nn.Parameter(torch.zeros(salen))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weight)


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.capas = nn.ModuleList([Capa(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = Capa(sizes[-1], 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.out(x)


# %% einsum
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(salen, entran))
        self.bias = nn.Parameter(torch.zeros(salen))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return torch.einsum("bi,oi->bo", x, self.weight) + self.bias


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.capas = nn.ModuleList([Capa(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = Capa(sizes[-1], 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.out(x)


# %% MLP of a layer by hand
class Capa(nn.Module):
    def __init__(self, entran, salen):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(entran, salen))
        self.bias = nn.Parameter(torch.zeros(salen))
        nn.init.kaiming_uniform_(self.weight, a=5**0.5)

    def forward(self, x):
        return x @ self.weight + self.bias


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = Capa(in_features, out_features)

    def forward(self, x):
        return self.fc1(x)


# %% MLP2 with linear_from_scratch
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = linear_from_scratch(x, self.fc1.weight, self.fc1.bias)
        return linear_from_scratch(torch.relu(h), self.fc2.weight, self.fc2.bias)


# %% ParameterList
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.weights = nn.ParameterList([torch.randn(b, a) * a**-0.5 for a, b in zip(sizes, sizes[1:])])
        self.biases = nn.ParameterList([torch.zeros(b) for b in sizes[1:]])

    def forward(self, x):
        last = len(self.weights) - 1
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = nn.functional.linear(x, w, b)
            if i < last:
                x = torch.relu(x)
        return x


# %% register_parameter
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.sizes = [in_features, *hidden, 1]
        for i, (a, b) in enumerate(zip(self.sizes, self.sizes[1:])):
            self.register_parameter(f"w{i}", nn.Parameter(torch.rand(a, b) - 0.5))
            self.register_parameter(f"b{i}", nn.Parameter(torch.rand(1, b) - 0.5))

    def forward(self, x):
        for i in range(len(self.sizes) - 1):
            x = x @ getattr(self, f"w{i}") + getattr(self, f"b{i}")
            if i < len(self.sizes) - 2:
                x = torch.relu(x)
        return x
