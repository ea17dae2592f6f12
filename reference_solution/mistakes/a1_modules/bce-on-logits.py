"""BCELoss, which expects probabilities, is given logits."""

from autograder.text import Text

TITLE = Text(
    es="BCELoss recibe logits, pero espera probabilidades",
    en="BCELoss is given logits but expects probabilities",
)
HINT = Text(
    es="El criterio falla con valores fuera de 0 a 1. ¿Cuál recibe logits directamente?",
    en="The criterion fails on values outside 0 to 1. Which one takes logits directly?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% nn.BCELoss
def training_setup(model, lr):
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% functional
def training_setup(model, lr):
    criterion = nn.functional.binary_cross_entropy
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer
