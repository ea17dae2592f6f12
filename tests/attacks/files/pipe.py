# is missing: a pipe, which nobody ever writes to
import os


def plant(student, source):
    os.mkfifo(student / "a2_training_loop.py")
