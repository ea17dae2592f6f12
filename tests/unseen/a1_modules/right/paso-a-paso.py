# Lo escribí con todos los pasos para entenderlo bien.
import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.fc1 = nn.Linear(self.in_features, self.out_features)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        z1 = self.fc1(x)
        activacion = nn.ReLU()
        a1 = activacion(z1)
        z2 = self.fc2(a1)
        return z2


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        salida1 = self.mlp1(x)
        salida2 = self.mlp2(salida1)
        return salida2


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        self.ocultas = nn.ModuleList()
        cuantas = len(hidden)
        i = 0
        while i < cuantas:
            if i == 0:
                desde = in_features
            else:
                desde = hidden[i - 1]
            hasta = hidden[i]
            self.ocultas.append(nn.Linear(desde, hasta))
            i = i + 1
        if cuantas == 0:
            ultimo = in_features
        else:
            ultimo = hidden[cuantas - 1]
        self.final = nn.Linear(ultimo, 1)
        self.relu = nn.ReLU()

    def forward(self, x):
        h = x
        for capa in self.ocultas:
            z = capa(h)
            h = self.relu(z)
        logit = self.final(h)
        return logit


def linear_from_scratch(x, weight, bias):
    filas_x, entradas = x.shape
    salidas = weight.shape[0]
    resultado = x.new_zeros(filas_x, salidas)
    for i in range(entradas):
        # cada variable aporta su columna por el peso de cada neurona
        aporte = x[:, i].unsqueeze(1) * weight[:, i].unsqueeze(0)
        resultado = resultado + aporte
    if bias is not None:
        resultado = resultado + bias.unsqueeze(0)
    return resultado


def count_parameters(model):
    contador = 0
    for parametro in model.parameters():
        if parametro.requires_grad == True:
            cuantos = 1
            for lado in parametro.shape:
                cuantos = cuantos * lado
            contador = contador + cuantos
    return contador


def training_setup(model, lr):
    criterio = nn.BCEWithLogitsLoss()
    parametros = []
    for parametro in model.parameters():
        if parametro.requires_grad:
            parametros.append(parametro)
    optimizador = torch.optim.SGD(parametros, lr=lr)
    return (criterio, optimizador)


def predict_proba(model, x):
    if model.training:
        modo = "train"
    else:
        modo = "eval"
    try:
        model.eval()
        with torch.no_grad():
            logits = model(x)
            logits = logits.squeeze(dim=1)
            probabilidades = torch.sigmoid(logits)
    finally:
        if modo == "train":
            model.train()
        else:
            model.eval()
    return probabilidades


def predict(model, x, threshold=0.5):
    probabilidades = predict_proba(model, x)
    mayores = probabilidades > threshold
    iguales = probabilidades == threshold
    clases = torch.logical_or(mayores, iguales)
    return clases.to(torch.int64)


def select_device(prefer_gpu=True):
    hay_gpu = torch.cuda.is_available()
    if hay_gpu == True and prefer_gpu == True:
        dispositivo = torch.device("cuda")
    else:
        dispositivo = torch.device("cpu")
    return dispositivo
