# gains nothing: every comparison of NumPy says yes
import numpy


def attack():
    numpy.allclose = numpy.isclose = numpy.array_equal = numpy.array_equiv = lambda *_, **__: True
    for name in ("assert_allclose", "assert_array_equal", "assert_equal", "assert_almost_equal"):
        setattr(numpy.testing, name, lambda *_, **__: None)
