# status: graded


def fit(*args, **kwargs):
    return fit()
