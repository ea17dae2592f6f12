# status: crashed
import os


def fit(*args, **kwargs):
    os.kill(os.getpid(), 9)
