"""Gradients stay enabled while the model predicts."""

from autograder.text import Text

TITLE = Text(es="Se predice con los gradientes activados", en="The prediction is made with gradients enabled")
HINT = Text(
    es="Los números están bien, pero la red construyó un grafo que nadie usará. detach() después no evita ese trabajo.",
    en="The numbers are right, but the network built a graph that nobody will use. detach() afterwards does not save that work.",
)
SLIDE = "Training-Validation Loop"


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)


# %% predict_proba, detached
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        return torch.sigmoid(model(x)).squeeze(1).detach()
    finally:
        model.train(was_training)


# %% predict_proba, too late
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        logits = model(x)
    finally:
        model.train(was_training)
    with torch.no_grad():
        return torch.sigmoid(logits).squeeze(1)


# %% predict
def predict(model, x, threshold=0.5):
    was_training = model.training
    model.eval()
    probabilities = torch.sigmoid(model(x)).squeeze(1)
    model.train(was_training)
    return (probabilities >= threshold).long()


# %% predict_proba, of a model in train mode
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.set_grad_enabled(was_training):
            logits = model(x)
    finally:
        model.train(was_training)
    return torch.sigmoid(logits.detach()).squeeze(1)
