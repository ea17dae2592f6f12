# status: memory
import torch


def fit(*args, **kwargs):
    return torch.ones(2**34)
