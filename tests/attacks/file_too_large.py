# status: graded
# ruff: noqa


def fit(*args, **kwargs):
    open('/tmp/large', 'wb').truncate(50 * 2**20)
