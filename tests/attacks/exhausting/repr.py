# costs its exercise, graded: an exception whose text has 32 million characters
def fit(*args, **kwargs):
    raise ValueError("x" * 2**24, "y" * 2**24)
