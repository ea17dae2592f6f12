# status: graded


def fit(*args, **kwargs):
    return [open('/dev/null') for _ in range(10**5)]
