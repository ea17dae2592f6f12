# costs its exercise, graded: waits for somebody to type
def fit(*args, **kwargs):
    return input("password: ")
