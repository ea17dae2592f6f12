"""The model is left in another mode than it was found in."""

from autograder.text import Text

TITLE = Text(
    es="La red no queda en el modo en que estaba",
    en="The network is not left in the mode it was in",
)
HINT = Text(
    es="Compara model.training antes y después de la llamada, partiendo de cada modo.",
    en="Compare model.training before and after the call, starting from each mode.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% left in eval
def predict_proba(model, x):
    model.eval()
    with torch.no_grad():
        return torch.sigmoid(model(x)).squeeze(1)


# %% always back to train
def predict_proba(model, x):
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x)).squeeze(1)
    model.train()
    return probabilities


# %% always back to train, on errors too
def predict_proba(model, x):
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train()


# %% asked too late
def predict_proba(model, x):
    model.eval()
    was_training = model.training
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.train(was_training)


# %% only the outer module
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)
    finally:
        model.training = was_training


# %% predict
def predict(model, x, threshold=0.5):
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x)).squeeze(1)
    return (probabilities >= threshold).long()
