# gains nothing: frames printed on stdout and stderr
import os


def fit(*args, **kwargs):
    for descriptor in (1, 2):
        os.write(descriptor, perfect("fit"))
    raise NotImplementedError
