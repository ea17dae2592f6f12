# exercise: select_device
# mistake: overwrites the argument prefer_gpu with torch.cuda.is_available(), so what the caller preferred is lost

# Tarea 1: redes como módulos

# %%
import torch
import torch.nn as nn


# %% Ejercicio 1
class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        # una sola capa lineal
        self.fc1 = nn.Linear(in_features, out_features)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


# %% Ejercicio 2
class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        oculta = self.fc1(x)
        oculta = self.relu(oculta)
        salida = self.fc2(oculta)
        return salida


# %% Ejercicio 3
class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


# %% Ejercicio 4
class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.capas = nn.ModuleList()
        entrada = in_features
        for neuronas in hidden:
            self.capas.append(nn.Linear(entrada, neuronas))
            entrada = neuronas          # la salida de esta es la entrada de la que sigue
        self.salida = nn.Linear(entrada, 1)

    def forward(self, x):
        for capa in self.capas:
            x = torch.relu(capa(x))
        return self.salida(x)   # logit, sin sigmoide


# %% Ejercicio 5
def linear_from_scratch(x, weight, bias):
    # weight viene (out, in), hay que trasponer
    resultado = torch.matmul(x, weight.T)
    if bias is not None:
        resultado = resultado + bias
    return resultado


# %% Ejercicio 6
def count_parameters(model):
    total = 0
    for parametro in model.parameters():
        if parametro.requires_grad:
            total = total + parametro.numel()
    return total


# %% Ejercicio 7
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% Ejercicio 8
def predict_proba(model, x):
    modo_anterior = model.training
    try:
        model.eval()
        with torch.no_grad():
            logits = model(x)
            probabilidades = torch.sigmoid(logits)
    finally:
        # dejar el modelo como estaba
        model.train(modo_anterior)
    return probabilidades.squeeze(1)


# %% Ejercicio 9
def predict(model, x, threshold=0.5):
    probabilidades = predict_proba(model, x)
    clases = (probabilidades >= threshold).long()
    return clases


# %% Ejercicio 10
def select_device(prefer_gpu=True):
    # reviso si este computador tiene GPU
    prefer_gpu = torch.cuda.is_available()
    if prefer_gpu:
        nombre = "cuda"
    else:
        nombre = "cpu"
    return torch.device(nombre)
