# costs its exercise, memory: kilobytes that unpack to a gigabyte
import zlib


def fit(*args, **kwargs):
    once = zlib.compress(bytes(2**26), 1)
    return [zlib.decompress(once) for _ in range(12)]
