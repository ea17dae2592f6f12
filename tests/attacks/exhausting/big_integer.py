# costs its exercise, timeout: a number with a billion digits
def fit(*args, **kwargs):
    return str(7 ** (10**8)) if not __import__("sys").set_int_max_str_digits(0) else None
