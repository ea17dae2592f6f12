# costs its exercise, graded: an exception of a hundred thousand, with itself as its cause
def fit(*args, **kwargs):
    error = ExceptionGroup("many", [ValueError("x" * 1000)] * 10**5)
    error.__cause__ = error.__context__ = error
    raise error
