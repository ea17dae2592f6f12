"""The threshold given is not used."""

from autograder.text import Text

TITLE = Text(es="Se ignora el umbral recibido", en="The threshold given is ignored")
HINT = Text(
    es="Con otro umbral las clases no cambian. ¿Lo usa tu comparación?",
    en="With another threshold the classes stay the same. Does your comparison use it?",
)
SLIDE = "Model Evaluation"


# %% fixed
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) >= 0.5).long()


# %% round
def predict(model, x, threshold=0.5):
    return predict_proba(model, x).round().long()


# %% by the sign of the logit
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x).squeeze(1)
    model.train(was_training)
    return (logits >= 0).long()


# %% strictly above a half
def predict(model, x, threshold=0.5):
    return (predict_proba(model, x) > 0.5).long()
