"""A method is named and not called."""

from autograder.text import Text

TITLE = Text(es="Nombra eval sin llamarlo", en="It names eval without calling it")
HINT = Text(
    es="Nombrar un método no es llamarlo: ¿qué le falta a esa línea?",
    en="To name a method is not to call it: what does that line lack?",
)
SLIDE = "Convenciones: Optimizador y Loss Function"
LOOKS_LIKE = ["missing-eval"]


# %% predict_proba, not called
def predict_proba(model, x):
    was_training = model.training
    model.eval
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)
