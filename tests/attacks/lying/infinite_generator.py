# gains nothing: a history without end
def fit(*args, **kwargs):
    return (0.0 for _ in iter(int, 1))
