# costs its exercise, timeout: a loop that never comes back to Python
def fit(*args, **kwargs):
    return sum(range(10**12))
