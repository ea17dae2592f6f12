"""The graph is cut inside the computation, so gradients do not reach what comes before."""

from autograder.text import Text

TITLE = Text(
    es="El gradiente se corta en medio del cálculo",
    en="The gradient is cut off in the middle of the computation",
)
HINT = Text(
    es="La salida está bien, pero algún parámetro no recibe gradiente. Busca detach, data, numpy, torch.tensor o no_grad.",
    en="The output is right, but some parameter gets no gradient. Look for detach, data, numpy, torch.tensor or no_grad.",
)
SLIDE = "Convenciones: Modelo"


# %% MLP, detach
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x).detach()


# %% MLP, no_grad
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        with torch.no_grad():
            return self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = self.relu(self.fc1(x)).detach()
        return self.fc2(h)


# %% MLP2, torch.tensor
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = torch.tensor(self.fc1(x).tolist()).to(x.device)
        return self.fc2(self.relu(h))


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        h = self.mlp1(x).data
        return self.mlp2(h)


# %% SuperMLP, no_grad
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        with torch.no_grad():
            h = self.mlp1(x)
        return self.mlp2(h)


# %% SuperMLP, at the end
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x)).detach()


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x)).detach()
        return self.out(x)


# %% BinaryClassifier, at the end
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
        return self.net(x).detach()


# %% BinaryClassifier, before the last layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        with torch.no_grad():
            for layer in self.layers:
                x = torch.relu(layer(x))
        return self.out(x)


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = x.detach() @ weight.detach().T
    return result if bias is None else result + bias.detach()


# %% linear_from_scratch, the weight
def linear_from_scratch(x, weight, bias):
    result = x @ weight.data.T
    return result if bias is None else result + bias


# %% linear_from_scratch, number by number
def linear_from_scratch(x, weight, bias):
    result = torch.zeros(x.shape[0], weight.shape[0], device=x.device)
    for i in range(x.shape[0]):
        for j in range(weight.shape[0]):
            result[i, j] = sum(x[i, k].item() * weight[j, k].item() for k in range(x.shape[1]))
            if bias is not None:
                result[i, j] += bias[j].item()
    return result


# %% BinaryClassifier, in train mode alone
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        logits = self.out(x)
        return logits.detach() if self.training else logits
