# costs its exercise, graded: two thousand open files
def fit(*args, **kwargs):
    return [open('/dev/null') for _ in range(2000)]
