# costs its exercise, memory: an array of a gigabyte
import numpy


def fit(*args, **kwargs):
    return numpy.ones(2**27)
