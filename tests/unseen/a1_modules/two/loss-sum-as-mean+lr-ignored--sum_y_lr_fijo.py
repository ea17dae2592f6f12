# exercise: training_setup
# mistake: the criterion adds up over the batch and the learning rate is fixed at 0.01.
import torch
import torch.nn as nn
import torch.nn.functional as F


# 1. una capa
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


# 2. capa oculta + relu + capa final
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = self.fc1(x)
        h = F.relu(h)
        salida = self.fc2(h)
        return salida


# 3. junto las dos
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


# 4. clasificador
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        entrada = in_features
        for n in hidden:
            self.capas.append(nn.Linear(entrada, n))
            entrada = n
        self.salida = nn.Linear(entrada, 1)

    def forward(self, x):
        for capa in self.capas:
            x = F.relu(capa(x))
        return self.salida(x)


# 5.
def linear_from_scratch(x, weight, bias):
    # weight viene como (out, in)
    resultado = x @ weight.T
    if bias is not None:
        resultado = resultado + bias
    return resultado


# 6.
def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.requires_grad:
            total += p.numel()
    return total


# 7.
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    return criterion, optimizer


# 8.
def predict_proba(model, x):
    modo = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
            probs = torch.sigmoid(logits).squeeze(1)
    finally:
        model.train(modo)
    return probs


# 9.
def predict(model, x, threshold=0.5):
    probs = predict_proba(model, x)
    clases = (probs >= threshold).long()
    return clases


# 10.
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    else:
        return torch.device("cpu")
