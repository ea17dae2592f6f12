# costs its exercise, memory: a kilobyte that unpacks to a terabyte
import zlib


def fit(*args, **kwargs):
    once = zlib.compress(bytes(2**24), 9)
    return [zlib.decompress(once) for _ in range(2**10)]
