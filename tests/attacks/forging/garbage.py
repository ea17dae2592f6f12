# gains nothing: bytes that are no frame
import os


def fit(*args, **kwargs):
    os.write(3, b'\xff' * 1000)
