"""A tensor that is part of a graph is turned into NumPy."""

from autograder.text import Text

TITLE = Text(
    es="Se pasa a NumPy un tensor que pide gradiente",
    en="A tensor that asks for a gradient is turned into NumPy",
)
HINT = Text(
    es="numpy() falla con tensores que piden gradiente o viven en GPU. ¿Necesitas NumPy, o hay una operación de torch?",
    en="numpy() fails on tensors that ask for a gradient or live on a GPU. Do you need NumPy, or is there a torch operation?",
)
SLIDE = "Pytorch"


# %% linear_from_scratch
def linear_from_scratch(x, weight, bias):
    result = torch.from_numpy(x.numpy() @ weight.numpy().T)
    return result if bias is None else result + torch.from_numpy(bias.numpy())


# %% predict_proba
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    logits = model(x).numpy()
    model.train(was_training)
    return torch.sigmoid(torch.from_numpy(logits)).squeeze(1)


# %% predict_proba, restored
def predict_proba(model, x):
    was_training = model.training
    model.eval()
    try:
        return torch.tensor(1 / (1 + (-model(x)).exp().numpy())).squeeze(1)
    finally:
        model.train(was_training)
