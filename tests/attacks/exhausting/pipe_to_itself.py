# costs its exercise, timeout: writes to a pipe that nobody reads
import os


def fit(*args, **kwargs):
    _, writer = os.pipe()
    while True:
        os.write(writer, bytes(2**16))
