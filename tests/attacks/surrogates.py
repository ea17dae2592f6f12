# status: graded


def fit(*args, **kwargs):
    raise ValueError('\ud800 \udfff')
