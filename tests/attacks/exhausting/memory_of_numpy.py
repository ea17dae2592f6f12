# costs its exercise, memory: an array of 128 GiB
import numpy


def fit(*args, **kwargs):
    return numpy.ones(2**34)
