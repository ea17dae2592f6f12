# changes nothing: writes through links that lead out
import os


def attack():
    confined()
    for i, target in enumerate(("/kit/autograder/checks.py", "/etc/passwd", "/usr/bin/python3", "/proc/sys/kernel/core_pattern", "/proc/1/root/tmp/x")):
        os.symlink(target, f"/tmp/link{i}")
        refused(open, f"/tmp/link{i}", "a")
