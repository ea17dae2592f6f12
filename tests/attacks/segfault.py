# status: crashed
import ctypes


def fit(*args, **kwargs):
    ctypes.string_at(0)
