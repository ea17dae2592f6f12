"""The logarithm of a sigmoid overflows for large logits."""

from autograder.text import Text

TITLE = Text(es="El logaritmo de la sigmoide se desborda", en="The logarithm of the sigmoid overflows")
HINT = Text(
    es="Prueba tu criterio con logits de ±200: la sigmoide se redondea a 0 o 1. ¿Cuánto vale log(0)?",
    en="Try your criterion with logits of ±200: the sigmoid rounds to 0 or 1. What is log(0)?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% log(sigmoid)
def training_setup(model, lr):
    def criterion(logits, targets):
        p = torch.sigmoid(logits)
        return -(targets * torch.log(p) + (1 - targets) * torch.log(1 - p)).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% exp
def training_setup(model, lr):
    def criterion(logits, targets):
        p = 1 / (1 + torch.exp(-logits))
        return (-targets * p.log() - (1 - targets) * (1 - p).log()).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% log(1 + exp)
def training_setup(model, lr):
    def criterion(logits, targets):
        return (torch.log(1 + torch.exp(logits)) - targets * logits).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% log(1 + exp) of the margin
def training_setup(model, lr):
    def criterion(logits, targets):
        return torch.log(1 + torch.exp((1 - 2 * targets) * logits)).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% log(sigmoid) of the class
def training_setup(model, lr):
    def criterion(logits, targets):
        p = torch.sigmoid(logits)
        return torch.where(targets > 0.5, -torch.log(p), -torch.log(1 - p)).mean()

    return criterion, torch.optim.SGD(model.parameters(), lr=lr)
