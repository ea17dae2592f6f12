# costs its exercise, memory: a little more than it may have, bit by bit
_hoard = []


def fit(*args, **kwargs):
    try:
        while len(_hoard) < 80:
            _hoard.append(bytearray(10**7))
    finally:
        _hoard.clear()
    raise MemoryError
