# costs its exercise, graded: a hundred thousand open files
def fit(*args, **kwargs):
    return [open('/dev/null') for _ in range(10**5)]
