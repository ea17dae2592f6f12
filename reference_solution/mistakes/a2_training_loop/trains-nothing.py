from autograder.text import Text

TITLE = Text("No entrena: los pesos quedan como estaban", "Trains nothing: the weights stay as they were")
HINT = Text(
    "La función entrega un valor, pero no usa la red ni el optimizador. Entrenar es repetir por cada batch: borrar "
    "gradientes, Forward Pass, Backward Pass y actualizar.",
    "The function returns a value but uses neither the model nor the optimizer. To train is to repeat, for every "
    "batch: clear gradients, forward pass, backward pass, update.",
)
SLIDE = "Training-Validation Loop"


# %% a constant
def train_step(model, inputs, targets, criterion, optimizer):
    return 0.0


# %% a constant, in train mode
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    return 0.0


# %% a constant
def train_one_epoch(model, loader, criterion, optimizer, device):
    return 0.0


# %% a loop around nothing
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loss = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
    return loss


# %% constants
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [0.0] * epochs


# %% an empty list
def fit(model, loader, criterion, optimizer, *, epochs, device):
    return []


# %% zero
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    return 0


# %% max_steps
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    return max_steps
