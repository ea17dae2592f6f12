"""The criterion squeezes the logits and not the targets."""

from autograder.text import Text

TITLE = Text(
    es="Logits y objetivos llegan al criterio con formas distintas",
    en="Logits and targets reach the criterion with different shapes",
)
HINT = Text(
    es="Ambos son (batch, 1). Si a uno le quitas una dimensión, el otro ya no calza.",
    en="Both are (batch, 1). If you take a dimension from one, the other no longer fits.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% logits squeezed
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.binary_cross_entropy_with_logits(logits.squeeze(1), targets)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% targets squeezed
def training_setup(model, lr):
    def criterion(z, t):
        return nn.BCEWithLogitsLoss()(z, t.squeeze())

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% targets unsqueezed
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.BCEWithLogitsLoss()(logits, targets.unsqueeze(1))

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)
