"""cpu is chosen even where a GPU is there and preferred."""

from autograder.text import Text

TITLE = Text(es="Nunca se elige la GPU", en="The GPU is never chosen")
HINT = Text(
    es="Con una GPU disponible y prefer_gpu=True se esperaba cuda. Revisa la condición.",
    en="With a GPU at hand and prefer_gpu=True, cuda was expected. Check the condition.",
)
SLIDE = "Pytorch en GPU"


# %% always cpu
def select_device(prefer_gpu=True):
    return torch.device("cpu")


# %% the wrong way round
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda")


# %% not preferred
def select_device(prefer_gpu=True):
    return torch.device("cuda" if torch.cuda.is_available() and not prefer_gpu else "cpu")
