"""The optimizer holds the parameters of another model, or only some."""

from autograder.text import Text

TITLE = Text(
    es="El optimizador no tiene todos los parámetros del modelo",
    en="The optimizer does not hold all of the model's parameters",
)
HINT = Text(
    es="Después de un paso, hay pesos entrenables que no se movieron. ¿Qué parámetros le entregas al optimizador?",
    en="After a step some trainable weights had not moved. Which parameters do you give to the optimizer?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% another model
def training_setup(model, lr):
    net = BinaryClassifier()
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(net.parameters(), lr=lr)


# %% a copy
import copy


def training_setup(model, lr):
    net = copy.deepcopy(model)
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(net.parameters(), lr=lr)


# %% only the last layer
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(list(model.parameters())[-2:], lr=lr)
    return criterion, optimizer


# %% only the weights
def training_setup(model, lr):
    weights = [p for name, p in model.named_parameters() if "weight" in name]
    return nn.BCEWithLogitsLoss(), torch.optim.SGD(weights, lr=lr)


# %% copies of the tensors
def training_setup(model, lr):
    params = [p.detach().clone().requires_grad_() for p in model.parameters() if p.requires_grad]
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(params, lr=lr)
