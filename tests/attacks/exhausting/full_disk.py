# costs its exercise, graded: more than the disk takes
import os


def fit(*args, **kwargs):
    for i in range(5):
        with open(f'/tmp/{i}', 'wb') as file:
            os.posix_fallocate(file.fileno(), 0, 20 * 2**20)
