# costs its exercise, memory: lists without end
_hoard = []


def fit(*args, **kwargs):
    try:
        while not _hoard or _hoard[-1]:
            _hoard.append(bytearray(10**7))
    finally:
        _hoard[:] = [b'']  # once is enough
    raise MemoryError
