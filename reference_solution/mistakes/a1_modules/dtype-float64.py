"""Numbers are turned into float64."""

from autograder.text import Text

TITLE = Text(es="Se convierten los números a float64", en="Numbers are turned into float64")
HINT = Text(
    es="Los pesos son float32. Revisa el tipo de los números: double(), float64 o NumPy lo cambian.",
    en="The weights are float32. Check the type of the numbers: double(), float64 or NumPy change it.",
)
SLIDE = "Pytorch"


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = x.double() @ weight.double().T
    return result if bias is None else result + bias.double()


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x).double()


# %% MLP, its weights
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features, dtype=torch.float64)

    def forward(self, x):
        return self.fc1(x)


# %% BinaryClassifier
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
        return self.net(x.to(torch.float64))


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x.double())).squeeze(1)
    finally:
        model.train(was_training)


# %% predict_proba, the result
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x).double()).squeeze(1)
    finally:
        model.train(was_training)
