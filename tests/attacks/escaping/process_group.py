# costs its exercise, crashed: SIGKILL to its process group and session
import os


def fit(*args, **kwargs):
    confined()
    os.killpg(0, 9)
