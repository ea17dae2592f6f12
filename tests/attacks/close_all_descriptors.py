# status: crashed
import os


def fit(*args, **kwargs):
    os.closerange(0, 200)
