# gains nothing: a byte at a time, for ever
import os
import time


def fit(*args, **kwargs):
    while True:
        os.write(3, b'\0')
        time.sleep(0.1)
