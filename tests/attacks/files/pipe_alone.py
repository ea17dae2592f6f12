# is unreadable: a pipe among the files of a download
import os

NAME = "pipealone"


def plant(student, source):
    student.rmdir()
    os.mkfifo(student.with_name(f"{student.name}_a2_training_loop.py"))
