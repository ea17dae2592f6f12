# En Keras esto era model.add(Dense(...)); aquí lo armo parecido.
import torch
from torch import nn
from torch.nn import functional as F


class MLP(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP, self).__init__()
        self.build(in_features, out_features)

    def build(self, units_in, units_out):
        self.fc1 = nn.Linear(units_in, units_out)

    def call(self, inputs):
        return self.fc1(inputs)

    def forward(self, x):
        return self.call(x)


class MLP2(nn.Module):
    def __init__(self, in_features, out_features):
        super(MLP2, self).__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.fc2 = nn.Linear(out_features, 1)

    def forward(self, x):
        h = F.relu(self.fc1(x), inplace=True)  # la salida de fc1 es mía, la entrada no se toca
        return self.fc2(h)


class SuperMLP(nn.Module):
    def __init__(self):
        super(SuperMLP, self).__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)

    def forward(self, x):
        for bloque in (self.mlp1, self.mlp2):
            x = bloque(x)
        return x


class BinaryClassifier(nn.Module):
    def __init__(self, in_features=10, hidden=(32, 64)):
        super(BinaryClassifier, self).__init__()
        self.model = nn.Sequential()
        units = in_features
        for i, n in enumerate(hidden, start=1):
            self.model.add_module(f"dense_{i}", nn.Linear(units, n))
            self.model.add_module(f"relu_{i}", nn.ReLU())
            units = n
        self.model.add_module("logit", nn.Linear(units, 1))

    def forward(self, x):
        return self.model(x)


def linear_from_scratch(x, weight, bias):
    kernel = weight.t()  # Keras guarda (in, out), PyTorch (out, in)
    if bias is None:
        return torch.mm(x, kernel)
    return torch.add(torch.mm(x, kernel), bias)


def count_parameters(model):
    # como el "Trainable params" de model.summary()
    trainable = 0
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        trainable += p.nelement()
    return trainable


def training_setup(model, lr):
    # equivalente a model.compile(loss=BinaryCrossentropy(from_logits=True), optimizer=RMSprop(lr))
    optimizer = torch.optim.RMSprop(model.parameters(), lr=lr)
    return F.binary_cross_entropy_with_logits, optimizer


def predict_proba(model, x):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).reshape(-1)
    finally:
        if training:
            model.train()


def predict(model, x, threshold=0.5):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            y_prob = torch.sigmoid(model(x)).reshape(-1)
    finally:
        if training:
            model.train()
    return torch.where(y_prob >= threshold, 1, 0).to(torch.int64)


def select_device(prefer_gpu=True):
    gpus = torch.cuda.is_available()
    return torch.device("cuda") if (gpus and prefer_gpu) else torch.device("cpu")
