# gains nothing: zeros without end
import os


def fit(*args, **kwargs):
    while True:
        os.write(3, bytes(2**16))
