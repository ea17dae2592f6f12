"""prefer_gpu is not looked at."""

from autograder.text import Text

TITLE = Text(es="Se ignora prefer_gpu", en="prefer_gpu is ignored")
HINT = Text(
    es="Con prefer_gpu=False sigue eligiendo la GPU. ¿Usa tu condición ese argumento?",
    en="With prefer_gpu=False it still chooses the GPU. Does your condition use that argument?",
)
SLIDE = "Pytorch en GPU"


# %% the slide's line
def select_device(prefer_gpu=True):
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


# %% if
def select_device(prefer_gpu=True):
    if torch.cuda.is_available():
        return torch.device("cuda:0")
    return torch.device("cpu")
