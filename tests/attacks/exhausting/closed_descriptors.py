# costs its exercise, crashed: closes every descriptor
import os


def fit(*args, **kwargs):
    os.closerange(0, 200)
