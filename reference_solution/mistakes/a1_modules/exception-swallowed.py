"""What the model raises is caught and lost."""

from autograder.text import Text

TITLE = Text(
    es="La excepción de la red no llega a quien llamó",
    en="The network's exception does not reach the caller",
)
HINT = Text(
    es="La red falló y la función no avisó. Restaurar el modo no exige atrapar el error.",
    en="The network failed and the function did not tell. Restoring the mode does not require catching the error.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% None
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)
    except Exception as error:  # noqa: BLE001
        print(error)
    finally:
        model.train(was_training)


# %% return in finally
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    probabilities = None
    try:
        with torch.no_grad():
            probabilities = torch.sigmoid(model(x)).squeeze(1)
    except Exception:  # noqa: BLE001
        pass
    model.train(was_training)
    return probabilities
