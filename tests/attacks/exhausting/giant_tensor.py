# costs its exercise, memory: a tensor of a gigabyte
def fit(*args, **kwargs):
    return torch.ones(2**28)
