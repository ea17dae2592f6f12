"""cuda is chosen without asking whether there is one."""

from autograder.text import Text

TITLE = Text(es="Se elige cuda aunque no haya GPU", en="cuda is chosen even if there is no GPU")
HINT = Text(
    es="No todos los computadores tienen GPU. ¿Preguntas de verdad si está disponible?",
    en="Not every computer has a GPU. Do you really ask whether one is available?",
)
SLIDE = "Pytorch en GPU"


# %% as preferred
def select_device(prefer_gpu=True):
    return torch.device("cuda" if prefer_gpu else "cpu")


# %% always
def select_device(prefer_gpu=True):
    return torch.device("cuda")


# %% is_available not called
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available:
        return torch.device("cuda")
    return torch.device("cpu")


# %% or
def select_device(prefer_gpu=True):
    return torch.device("cuda" if prefer_gpu or torch.cuda.is_available() else "cpu")


# %% in the setup
def training_setup(model, lr):
    model = model.cuda()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    return criterion, optimizer
