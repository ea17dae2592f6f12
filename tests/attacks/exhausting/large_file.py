# costs its exercise, graded: a file above the limit
# ruff: noqa


def fit(*args, **kwargs):
    open('/tmp/large', 'wb').truncate(50 * 2**20)
