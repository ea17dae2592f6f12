# status: memory


def fit(*args, **kwargs):
    hoard = []
    while True:
        hoard.append(bytearray(10**7))
