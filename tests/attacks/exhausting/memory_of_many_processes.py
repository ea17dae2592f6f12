# costs its exercise, memory: twelve processes that take a little each
# ruff: noqa
import os
import time


def fit(*args, **kwargs):
    for _ in range(12):
        if os.fork() == 0:
            hoard = bytearray(os.urandom(2**20)) * 100
            time.sleep(10**6)
    time.sleep(10**6)
