# costs its exercise, graded: calls itself for ever
def fit(*args, **kwargs):
    return fit()
