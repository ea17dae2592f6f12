# style: beginner, Spanish names, prints, explicit loops, everything in tiny steps, demo at the bottom of the module
# option: SGD with momentum and Nesterov; the criterion is a lambda
import torch
import torch.nn as nn

print("cargando mi tarea 1...")


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        # mi capa
        self.fc1 = nn.Linear(in_features, out_features, bias=True)

    def forward(self, x):
        salida = self.fc1(x)
        return salida


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        copia = x.clone()  # por si acaso, no quiero tocar x
        oculta = self.fc1(copia)
        oculta[oculta < 0] = 0  # esto es la ReLU
        salida = self.fc2(oculta)
        return salida


class SuperMLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        x = self.mlp1(x)
        x = self.mlp2(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super().__init__()
        tamanos = [in_features]
        for h in hidden:
            tamanos.append(h)
        tamanos.append(1)
        self.cuantas = len(tamanos) - 1
        i = 0
        while i < self.cuantas:
            setattr(self, "capa" + str(i + 1), nn.Linear(tamanos[i], tamanos[i + 1]))
            i = i + 1

    def forward(self, x):
        i = 1
        while i <= self.cuantas:
            capa = getattr(self, "capa" + str(i))
            x = capa(x)
            if i < self.cuantas:
                x = torch.relu(x)
            i = i + 1
        return x


def linear_from_scratch(x, weight, bias):
    columnas = []
    for neurona in range(weight.shape[0]):
        suma = torch.zeros_like(x[:, 0])
        for entrada in range(weight.shape[1]):
            suma = suma + x[:, entrada] * weight[neurona, entrada]
        if bias is not None:
            suma = suma + bias[neurona]
        columnas.append(suma)
    return torch.stack(columnas, dim=1)


def count_parameters(model):
    total = 0
    vistos = []
    for nombre, parametro in model.named_parameters():
        if parametro.requires_grad == False:
            continue
        repetido = False
        for v in vistos:
            if v is parametro:
                repetido = True
        if repetido:
            continue
        vistos.append(parametro)
        cuantos = 1
        for lado in parametro.shape:
            cuantos = cuantos * lado
        total = total + cuantos
    return int(total)


def training_setup(model, lr):
    criterio = lambda logits, y: nn.functional.binary_cross_entropy_with_logits(logits, y)
    optimizador = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, nesterov=True)
    return criterio, optimizador


def predict_proba(model, x):
    estaba_entrenando = model.training
    model.eval()
    try:
        with torch.no_grad():
            logits = model(x)
    except Exception:
        # vuelvo al modo de antes y dejo pasar el error
        model.train(estaba_entrenando)
        raise
    if estaba_entrenando == True:
        model.train()
    else:
        model.eval()
    logits = logits.reshape(-1)
    probabilidades = 1 / (1 + torch.exp(-logits))
    return probabilidades


def predict(model, x, threshold=0.5):
    clases = []
    for p in predict_proba(model, x):
        if p >= threshold:
            clases.append(1)
        else:
            clases.append(0)
    return torch.tensor(clases, dtype=torch.int64, device=x.device)


def select_device(prefer_gpu=True):
    if prefer_gpu:
        if torch.cuda.is_available():
            print("hay GPU :)")
            return torch.device("cuda")
        else:
            print("no hay GPU :(")
    return torch.device("cpu")


# pruebo que todo anda
modelo_de_prueba = SuperMLP()
print(modelo_de_prueba)
print("parametros:", count_parameters(modelo_de_prueba))
print("forma:", modelo_de_prueba(torch.rand(3, 4)).shape)
