"""squeeze() without a dimension drops the batch dimension of a single row."""

from autograder.text import Text

TITLE = Text(
    es="squeeze() elimina también la dimensión del batch",
    en="squeeze() drops the batch dimension, too",
)
HINT = Text(
    es="Prueba con una sola fila: ¿qué dimensiones quedan? squeeze() sin argumento quita todas las de tamaño 1.",
    en="Try a single row: which dimensions are left? squeeze() with no argument removes all of size 1.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        return self.fc1(x).squeeze()


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        return self.fc2(self.relu(self.fc1(x))).squeeze()


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        return self.mlp2(self.mlp1(x)).squeeze()


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
        return self.net(x).squeeze()


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = (x @ weight.T).squeeze()
    return result if bias is None else result + bias


# %% linear_from_scratch, at the end
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias is not None:
        result = result + bias
    return result.squeeze()


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze()
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x)).squeeze()
    model.train(was_training)
    return (probabilities >= threshold).long()
