"""count_parameters in other words."""


# %% loop
def count_parameters(model):
    total = 0
    for _, p in model.named_parameters():
        if p.requires_grad:
            total += p.nelement()
    return total


# %% prod
import math


def count_parameters(model):
    return sum(math.prod(p.shape) for p in model.parameters() if p.requires_grad)


# %% filter
def count_parameters(model):
    return sum(map(torch.numel, filter(lambda p: p.requires_grad, model.parameters())))


# %% ids
def count_parameters(model):
    seen = {id(p): p.numel() for m in model.modules() for p in m.parameters() if p.requires_grad}
    return sum(seen.values())


# %% set
def count_parameters(model):
    return sum(p.numel() for p in set(model.parameters()) if p.requires_grad)


# %% flat
def count_parameters(model):
    flat = [p.flatten() for p in model.parameters() if p.requires_grad]
    return len(torch.cat(flat)) if flat else 0


# %% NumPy, made an int
import numpy as np


def count_parameters(model):
    return int(np.sum([np.prod(p.shape) for p in model.parameters() if p.requires_grad]))


# %% without what is frozen
def count_parameters(model):
    total = sum(p.numel() for p in model.parameters())
    return total - sum(p.numel() for p in model.parameters() if not p.requires_grad)
