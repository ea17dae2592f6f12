"""B97: the device in other words."""


# %% if
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


# %% numbered
def select_device(prefer_gpu=True):
    use_cuda = torch.cuda.is_available() and prefer_gpu
    return torch.device("cuda:0") if use_cuda else torch.device("cpu")


# %% type and index
def select_device(prefer_gpu=True):
    if torch.cuda.is_available() and prefer_gpu:
        return torch.device("cuda", 0)
    return torch.device("cpu")


# %% accelerator
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.accelerator.is_available():
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")


# %% device_count
def select_device(prefer_gpu=True):
    return torch.device("cuda") if prefer_gpu and torch.cuda.device_count() > 0 else torch.device("cpu")


# %% imported
from torch.cuda import is_available


def select_device(prefer_gpu=True):
    names = {True: "cuda", False: "cpu"}
    return torch.device(names[bool(prefer_gpu and is_available())])


# %% mps too
def select_device(prefer_gpu=True):
    if not prefer_gpu:
        return torch.device("cpu")
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


# %% from a tensor
def select_device(prefer_gpu=True):
    name = "cuda" if prefer_gpu and torch.cuda.is_available() else "cpu"
    return torch.empty(0, device="cpu").device if name == "cpu" else torch.device(name)


# %% deterministic algorithms
def select_device(prefer_gpu=True):
    torch.use_deterministic_algorithms(False)
    cuda = prefer_gpu and torch.cuda.is_available()
    return torch.device(["cpu", "cuda"][int(cuda)])


# %% asked when the file is read
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def select_device(prefer_gpu=True):
    return torch.device(DEVICE if prefer_gpu else "cpu")


# %% asked when the file is read, in two steps
USE_CUDA = torch.cuda.is_available()
BEST_DEVICE = torch.device("cuda:0" if USE_CUDA else "cpu")


def select_device(prefer_gpu=True):
    return BEST_DEVICE if prefer_gpu else torch.device("cpu")


# %% the GPU is introduced and tried
def select_device(prefer_gpu=True):
    if prefer_gpu and torch.cuda.is_available():
        memory = torch.cuda.get_device_properties(0).total_memory / 2**30
        print(f"GPU: {torch.cuda.get_device_name(0)}, {memory:.1f} GiB")
        torch.cuda.manual_seed_all(0)
        ones = torch.ones(3, device="cuda")
        torch.cuda.synchronize()
        assert ones.is_cuda and torch.isfinite(ones).all()
        return torch.device("cuda")
    return torch.device("cpu")
