# costs its exercise, graded: files until the disk is full
import os


def fit(*args, **kwargs):
    for i in range(100):
        with open(f'/tmp/{i}', 'wb') as file:
            os.posix_fallocate(file.fileno(), 0, 20 * 2**20)
