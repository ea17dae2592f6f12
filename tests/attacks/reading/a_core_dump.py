# costs its exercise, crashed: dies so that the kernel writes its memory down
import os
import resource


def fit(*args, **kwargs):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (2**30, 2**30))
    except ValueError:
        os.abort()
