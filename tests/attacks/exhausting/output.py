# changes nothing: a hundred megabytes of output
import os

def attack():
    for _ in range(100):
        os.write(1, b'x' * 10**6)
