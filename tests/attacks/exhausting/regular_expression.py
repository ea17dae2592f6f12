# costs its exercise, timeout: a pattern that takes a lifetime to fail
import re


def fit(*args, **kwargs):
    return re.match(r"(a+)+$", "a" * 64 + "b")
