# status: crashed
import os


def fit(*args, **kwargs):
    os.abort()
