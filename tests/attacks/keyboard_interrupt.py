# status: graded


def fit(*args, **kwargs):
    raise KeyboardInterrupt
