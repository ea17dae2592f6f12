# costs its exercise, graded: a hundred thousand empty files
def fit(*args, **kwargs):
    for i in range(10**5):
        open(f'/tmp/{i}', 'w').close()
