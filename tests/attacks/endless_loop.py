# status: timeout


def fit(*args, **kwargs):
    while True:
        pass
