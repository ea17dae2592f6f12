"""Squared error for two classes."""

from autograder.text import Text

TITLE = Text(es="Se usa error cuadrático para clasificar", en="Squared error is used for classification")
HINT = Text(
    es="El loss no es una entropía cruzada. ¿Qué criterio corresponde a dos clases y logits?",
    en="The loss is no cross-entropy. Which criterion belongs to two classes and logits?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% nn.MSELoss
def training_setup(model, lr):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% on probabilities
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.mse_loss(torch.sigmoid(logits), targets)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% L1
def training_setup(model, lr):
    criterion = nn.L1Loss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% by hand
def training_setup(model, lr):
    def criterion(z, t):
        return ((z - t) ** 2).mean()

    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer


# %% between signs
class SignedLoss(nn.Module):
    def forward(self, logits, targets):
        return nn.functional.mse_loss(torch.tanh(logits), 2 * targets - 1)


def training_setup(model, lr):
    return SignedLoss(), torch.optim.Adam(model.parameters(), lr=lr)


# %% between signs, of half the logit
def training_setup(model, lr):
    def criterion(logits, targets):
        return (torch.tanh(logits / 2) - (2 * targets - 1)).pow(2).mean()

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)
