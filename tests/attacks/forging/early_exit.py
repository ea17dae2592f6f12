# gains nothing: a perfect frame of itself, and an orderly end
import os


def fit(*args, **kwargs):
    os.write(3, perfect("fit"))
    os._exit(0)
