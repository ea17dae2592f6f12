# gains nothing: a hundred thousand empty frames
import os
import struct


def fit(*args, **kwargs):
    frame = struct.pack(">II", 2, 0) + b"{}"
    for _ in range(100):
        os.write(3, frame * 1000)
    os._exit(0)
