# costs its exercise, timeout: every child forks again, up to some hundred
import os
import time


def fit(*args, **kwargs):
    for _ in range(7):
        try:
            os.fork()
        except OSError:
            break
    time.sleep(1000)
