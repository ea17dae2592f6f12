# gains nothing: one frame above every limit
import os
import struct


def fit(*args, **kwargs):
    os.write(3, struct.pack(">II", 2, 9 * 2**20) + b"{}" + bytes(9 * 2**20))
    os._exit(0)
