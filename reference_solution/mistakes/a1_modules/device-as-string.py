"""A string is returned."""

from autograder.text import Text

TITLE = Text(es="Se entrega un texto, no un torch.device", en="A string is returned, not a torch.device")
HINT = Text(
    es="«cuda» y «cpu» son solo nombres. ¿Cómo se convierte un nombre en un dispositivo?",
    en="'cuda' and 'cpu' are only names. How does a name become a device?",
)
SLIDE = "Pytorch en GPU"


# %% expression
def select_device(prefer_gpu=True):
    return "cuda" if prefer_gpu and torch.cuda.is_available() else "cpu"


# %% if
def select_device(prefer_gpu=True):
    device = "cpu"
    if prefer_gpu and torch.cuda.is_available():
        device = "cuda"
    return device


# %% numbered
def select_device(prefer_gpu=True):
    if torch.cuda.is_available() and prefer_gpu:
        return "cuda:0"
    return "cpu"
