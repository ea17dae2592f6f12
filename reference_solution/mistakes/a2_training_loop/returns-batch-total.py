"""The step returns the sum over the batch."""

from autograder.text import Text

TITLE = Text(
    es="Entrega el loss multiplicado por el tamaño del batch",
    en="It returns the loss times the size of the batch",
)
HINT = Text(
    es="El loss de un paso es el que entrega el criterio, sin multiplicarlo por nada.",
    en="The loss of a step is what the criterion returns, times nothing.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% in the step
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item() * len(inputs)
