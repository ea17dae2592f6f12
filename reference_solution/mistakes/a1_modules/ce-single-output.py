"""CrossEntropyLoss, the criterion of several outputs, is used with one."""

from autograder.text import Text

TITLE = Text(es="CrossEntropyLoss con una sola salida", en="CrossEntropyLoss with a single output")
HINT = Text(
    es="Con una sola columna el loss es siempre 0: no hay entre qué elegir. ¿Qué criterio usa un solo logit?",
    en="With one column the loss is always 0: there is nothing to choose from. Which criterion uses a single logit?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% nn.CrossEntropyLoss
def training_setup(model, lr):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% class indices
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.cross_entropy(logits, targets.squeeze(1).long())

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% functional, SGD
def training_setup(model, lr):
    criterion = nn.functional.cross_entropy
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer
