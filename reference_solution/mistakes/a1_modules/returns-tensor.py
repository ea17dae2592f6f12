"""The count is a tensor."""

from autograder.text import Text

TITLE = Text(es="La cuenta es un tensor, no un int de Python", en="The count is a tensor, not a Python int")
HINT = Text(
    es="El número está bien, pero es de otro tipo. ¿Qué entrega la operación con que sumas?",
    en="The number is right but of another type. What does the operation that you add with return?",
)
SLIDE = "Pytorch"


# %% tensor
def count_parameters(model):
    return torch.tensor([p.numel() for p in model.parameters() if p.requires_grad]).sum()
