# is missing: a socket, which cannot be opened
import contextlib
import socket


def plant(student, source):
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(student):
        listening.bind("a2_training_loop.py")
