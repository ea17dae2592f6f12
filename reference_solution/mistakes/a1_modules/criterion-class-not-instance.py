"""The criterion's class is returned, not an instance."""

from autograder.text import Text

TITLE = Text(
    es="Se entrega la clase del criterio, no una instancia",
    en="The criterion's class is returned, not an instance",
)
HINT = Text(
    es="criterion(logits, targets) creó un módulo en vez de calcular un loss. ¿Faltan los paréntesis?",
    en="criterion(logits, targets) made a module instead of computing a loss. Are the parentheses missing?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% BCEWithLogitsLoss
def training_setup(model, lr):
    criterion = nn.BCEWithLogitsLoss
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer
