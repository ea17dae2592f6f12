"""The device is called gpu, which PyTorch does not know."""

from autograder.text import Text

TITLE = Text(
    es="El dispositivo tiene un nombre que PyTorch no conoce",
    en="The device has a name that PyTorch does not know",
)
HINT = Text(
    es="PyTorch no llama «gpu» a la GPU. ¿Qué nombre usa?",
    en="PyTorch does not call the GPU 'gpu'. Which name does it use?",
)
SLIDE = "Pytorch en GPU"


# %% gpu
def select_device(prefer_gpu=True):
    return torch.device("gpu" if prefer_gpu and torch.cuda.is_available() else "cpu")


# %% if
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("gpu:0")
    return torch.device("cpu")
