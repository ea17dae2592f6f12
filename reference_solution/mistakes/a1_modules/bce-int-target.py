"""The criterion turns the targets into integers."""

from autograder.text import Text

TITLE = Text(es="Los objetivos se convierten a enteros", en="The targets are turned into integers")
HINT = Text(
    es="Esta entropía cruzada espera objetivos float, del mismo tipo que los logits.",
    en="This cross-entropy expects float targets, of the same type as the logits.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% long
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.binary_cross_entropy_with_logits(logits, targets.long())

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)


# %% int
def training_setup(model, lr):
    def criterion(z, t):
        return nn.BCEWithLogitsLoss()(z, t.int())

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer
