# status: memory
import numpy


def fit(*args, **kwargs):
    return numpy.ones(2**34)
