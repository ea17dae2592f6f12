# gains nothing: frames from exit handlers
import atexit
import os


def attack():
    atexit.register(lambda: os.write(3, perfect("fit")))
    raise SystemExit(0)
