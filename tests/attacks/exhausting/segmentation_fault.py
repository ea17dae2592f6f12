# costs its exercise, crashed: reads at address nought
import ctypes


def fit(*args, **kwargs):
    ctypes.string_at(0)
