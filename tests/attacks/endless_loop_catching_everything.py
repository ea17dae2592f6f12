# status: timeout
# ruff: noqa


def fit(*args, **kwargs):
    count = 0
    while True:
        try:
            while True:
                count += 1
        except BaseException:
            count -= 1
