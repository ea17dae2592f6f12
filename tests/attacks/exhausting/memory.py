# costs its exercise, memory: a little more than it may have, bit by bit
_hoard = []


def fit(*args, **kwargs):
    try:
        while not _hoard or len(_hoard) < 80 and _hoard[-1]:
            _hoard.append(bytearray(10**7))
    finally:
        _hoard[:] = [b""]  # once is enough
    raise MemoryError
