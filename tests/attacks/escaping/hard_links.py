# changes nothing: gives files of others a second name
import os


def attack():
    confined()
    for target in ("/kit/autograder/cli.py", "/usr/bin/env", "/proc/1/stat"):
        refused(os.link, target, "/tmp/mine")
