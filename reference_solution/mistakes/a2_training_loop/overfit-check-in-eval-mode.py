"""The loss that is compared with the target is measured in eval mode."""

from autograder.text import Text

TITLE = Text(es="Mira el loss en modo eval", en="It looks at the loss in eval mode")
HINT = Text(
    es="El loss que se compara con el objetivo es el de modo train, el mismo con que se actualiza.",
    en="The loss compared with the target is that of train mode, the one that the update uses.",
)
SLIDE = "Training-Validation Loop"


# %% a check before the step
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for step in range(max_steps):
        model.eval()
        with torch.no_grad():
            loss = criterion(model(inputs), targets).item()
        if loss <= target_loss:
            return step
        train_step(model, inputs, targets, criterion, optimizer)
    return max_steps


# %% a helper
def loss_of(model, inputs, targets, criterion):
    model.eval()
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for step in range(max_steps):
        if loss_of(model, inputs, targets, criterion) <= target_loss:
            return step
        train_step(model, inputs, targets, criterion, optimizer)
    return max_steps
