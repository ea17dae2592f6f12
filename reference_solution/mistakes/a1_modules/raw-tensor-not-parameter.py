"""Weights are plain tensors, which nn.Module does not register."""

from autograder.text import Text

TITLE = Text(
    es="Los pesos son tensores sueltos, no parámetros",
    en="The weights are plain tensors, not parameters",
)
HINT = Text(
    es="La red calcula con ellos, pero parameters() no los muestra y el optimizador no podrá moverlos. ¿Qué tipo de objeto registra nn.Module?",
    en="The network computes with them, but parameters() does not show them and no optimizer can move them. What does nn.Module register?",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.w = torch.randn(out_features, in_features, requires_grad=True)
        self.b = torch.zeros(out_features, requires_grad=True)

    def forward(self, x):
        return x @ self.w.T + self.b


# %% MLP, the bias
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, bias=False)
        self.b = torch.zeros(out_features, requires_grad=True)

    def forward(self, x):
        return self.fc1(x) + self.b


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.w1 = torch.randn(in_features, out_features, requires_grad=True)
        self.b1 = torch.zeros(out_features, requires_grad=True)
        self.w2 = torch.randn(out_features, 1, requires_grad=True)
        self.b2 = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return torch.relu(x @ self.w1 + self.b1) @ self.w2 + self.b2


# %% BinaryClassifier
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.weights = [torch.randn(b, a, requires_grad=True) for a, b in zip(sizes, sizes[1:])]
        self.biases = [torch.zeros(b, requires_grad=True) for b in sizes[1:]]

    def forward(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = x @ w.T + b
            if i < len(self.weights) - 1:
                x = torch.relu(x)
        return x


# %% BinaryClassifier, nn.Parameter in lists
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden, 1]
        self.weights = [nn.Parameter(torch.randn(b, a)) for a, b in zip(sizes, sizes[1:])]
        self.biases = [nn.Parameter(torch.zeros(b)) for b in sizes[1:]]

    def forward(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = x @ w.T + b
            if i < len(self.weights) - 1:
                x = torch.relu(x)
        return x


# %% BinaryClassifier, the last layer
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        layers = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.net = nn.Sequential(*layers)
        self.w = torch.randn(in_features, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        return self.net(x) @ self.w + self.b


# %% BinaryClassifier, the last bias
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.output = nn.Linear(sizes[-1], 1, bias=False)
        self.bias = torch.zeros(1, requires_grad=True)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.output(x) + self.bias


# %% BinaryClassifier, every parameter of weights scaled, which makes a tensor of it
class ScaledLinear(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features)) * in_features**-0.5
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return x @ self.weight.T + self.bias


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        sizes = [in_features, *hidden]
        self.hidden = nn.ModuleList(ScaledLinear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.output = ScaledLinear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.output(x)
