"""Gradients are switched off for the whole program and never on again."""

from autograder.text import Text

TITLE = Text(
    es="Los gradientes quedan apagados después de predecir", en="Gradients stay off after the prediction"
)
HINT = Text(
    es="Después de la llamada, torch.is_grad_enabled() es False y ya nada se puede entrenar. ¿Quién vuelve a activarlos?",
    en="After the call torch.is_grad_enabled() is False, and nothing can be trained any more. Who enables them again?",
)
SLIDE = "Training-Validation Loop"


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    try:
        return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    torch.set_grad_enabled(False)
    model.eval()
    probabilities = torch.sigmoid(model(x)).squeeze(1)
    model.train(was_training)
    return (probabilities >= threshold).long()
