# costs its exercise, graded: an exception that raises itself when it is shown
class Spiteful(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


Spiteful.__name__ = "\ud800\x1b[2J"


def fit(*args, **kwargs):
    raise Spiteful
