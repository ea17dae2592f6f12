"""NLLLoss is given raw logits."""

from autograder.text import Text

TITLE = Text(es="NLLLoss recibe logits", en="NLLLoss is given logits")
HINT = Text(
    es="Ese criterio espera log-probabilidades de varias clases, no un logit por fila.",
    en="That criterion expects log-probabilities of several classes, not one logit per row.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% nn.NLLLoss
def training_setup(model, lr):
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer


# %% functional
def training_setup(model, lr):
    criterion = nn.functional.nll_loss
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    return criterion, optimizer
