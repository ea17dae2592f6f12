"""The result is computed and not returned."""

from autograder.text import Text

TITLE = Text(
    es="La función calcula, pero no entrega el resultado",
    en="The function computes but hands nothing back",
)
HINT = Text(
    es="Lo que llegó fue None. ¿Termina tu función con return en todos los casos?",
    en="What came back was None. Does your function end in a return in every case?",
)
SLIDE = "Convenciones: Modelo"


# %% MLP
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        x = self.fc1(x)


# %% MLP2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        x = self.fc1(x)
        x = self.relu(x)
        x = self.fc2(x)


# %% SuperMLP
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)


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
        print(self.net(x).shape)


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias is not None:
        result = result + bias
    x = result


# %% linear_from_scratch without bias
def linear_from_scratch(x, weight, bias):
    result = x @ weight.T
    if bias is not None:
        return result + bias


# %% count_parameters
def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total += p.numel()


# %% training_setup
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            probabilities = torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    labels = (predict_proba(model, x) >= threshold).long()


# %% select_device
def select_device(prefer_gpu=True):
    device = torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")


# %% select_device without GPU
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
