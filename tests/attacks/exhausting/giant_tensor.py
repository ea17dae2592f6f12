# costs its exercise, memory: a tensor of 64 GiB
import torch


def fit(*args, **kwargs):
    return torch.ones(2**34)
