# costs its exercise, crashed: aborts
import os


def fit(*args, **kwargs):
    os.abort()
