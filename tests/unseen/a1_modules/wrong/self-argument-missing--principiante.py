# exercise: BinaryClassifier
# mistake: The helper method that applies the hidden layers is written without self, so forward raises TypeError.
import torch
import torch.nn as nn

# ejercicio 1
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        y = self.fc1(x)
        return y

# ejercicio 2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.activacion = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        y = self.fc1(x)
        y = self.activacion(y)
        y = self.fc2(y)
        return y

# ejercicio 3
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        y = self.mlp1(x)
        y = self.mlp2(y)
        return y

# ejercicio 4
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        anterior = in_features
        for n in hidden:
            self.capas.append(nn.Linear(anterior, n))
            anterior = n
        self.salida = nn.Linear(anterior, 1)

    def ocultas(x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return x

    def forward(self, x):
        h = self.ocultas(x)
        return self.salida(h)

# ejercicio 5
def linear_from_scratch(x, weight, bias):
    salida = x @ weight.T
    if bias is not None:
        salida = salida + bias
    return salida

# ejercicio 6
def count_parameters(model):
    suma = 0
    for p in model.parameters():
        if p.requires_grad == True:
            suma += p.numel()
    return suma

# ejercicio 7
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer

# ejercicio 8
def predict_proba(model, x):
    antes = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
    except Exception:
        model.train(antes)
        raise
    model.train(antes)
    return torch.sigmoid(logits).reshape(len(x))

# ejercicio 9
def predict(model, x, threshold=0.5):
    p = predict_proba(model, x)
    resultado = []
    for valor in p:
        if valor >= threshold:
            resultado.append(1)
        else:
            resultado.append(0)
    return torch.tensor(resultado, dtype=torch.int64).to(p.device)

# ejercicio 10
def select_device(prefer_gpu=True):
    if torch.cuda.is_available() and prefer_gpu:
        return torch.device("cuda")
    else:
        return torch.device("cpu")
