"""The criterion takes its arguments the wrong way round."""

from autograder.text import Text

TITLE = Text(
    es="El criterio recibe sus argumentos al revés",
    en="The criterion takes its arguments the wrong way round",
)
HINT = Text(
    es="criterion(logits, targets) trata los objetivos como logits. El orden importa.",
    en="criterion(logits, targets) treats the targets as logits. The order matters.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% lambda
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.BCEWithLogitsLoss()(targets, logits)

    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% function
def training_setup(model, lr):
    def criterion(logits, targets):
        return nn.functional.binary_cross_entropy_with_logits(targets, logits)

    return criterion, torch.optim.Adam(model.parameters(), lr=lr)
