# gains nothing: nothing is written any more
import os


def attack():
    os.write = lambda descriptor, data: len(data)
