# costs its exercise, graded: files in memory
import os


def fit(*args, **kwargs):
    return [os.write(os.memfd_create('hoard'), bytes(2**20)) for _ in range(50)]
