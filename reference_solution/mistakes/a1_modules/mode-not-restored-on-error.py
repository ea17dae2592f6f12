"""The mode is restored only when nothing fails."""

from autograder.text import Text

TITLE = Text(es="Si la red falla, queda en modo eval", en="If the network fails, it is left in eval mode")
HINT = Text(
    es="Cuando la red lanza una excepción, el resto de la función no se ejecuta. ¿Qué construcción se ejecuta siempre?",
    en="When the network raises, the rest of the function does not run. Which construct always does?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% at the end
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x)).squeeze(1)
    model.train(was_training)
    return probabilities


# %% if
def predict_proba(model, x):
    training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    if training:
        model.train()
    return torch.sigmoid(logits).flatten()
