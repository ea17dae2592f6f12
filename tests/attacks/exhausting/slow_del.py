# costs its exercise, timeout: an object that takes for ever to go
import time


class Clinging:
    def __del__(self):
        while True:
            try:
                time.sleep(1000)
            except BaseException:
                continue


def fit(*args, **kwargs):
    Clinging()
