"""argmax over one column is always 0."""

from autograder.text import Text

TITLE = Text(es="argmax sobre una sola columna", en="argmax over a single column")
HINT = Text(
    es="Todas las clases son 0: con una sola columna, argmax no tiene entre qué elegir.",
    en="All classes are 0: with a single column argmax has nothing to choose from.",
)
SLIDE = "Model Evaluation"


# %% logits
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(was_training)
    return logits.argmax(dim=1)


# %% probabilities
def predict(model, x, threshold=0.5):
    return predict_proba(model, x).unsqueeze(1).argmax(dim=1)


# %% max
def predict(model, x, threshold=0.5):
    _, labels = torch.max(predict_proba(model, x).view(-1, 1), dim=1)
    return labels
