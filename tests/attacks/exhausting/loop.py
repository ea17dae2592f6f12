# costs its exercise, timeout: an endless loop
def fit(*args, **kwargs):
    while True:
        pass
