# costs its exercise, crashed: SIGKILL to itself
import os


def fit(*args, **kwargs):
    os.kill(os.getpid(), 9)
