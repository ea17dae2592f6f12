# costs its exercise, timeout: an endless loop that no exception ends
# ruff: noqa


def fit(*args, **kwargs):
    count = 0
    while True:
        try:
            while True:
                count += 1
        except BaseException:
            count -= 1
