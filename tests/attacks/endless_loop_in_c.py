# status: timeout


def fit(*args, **kwargs):
    return sum(range(10**12))
