# changes nothing: reads from every open descriptor
import os
import stat


def attack():
    for descriptor in range(128):
        try:
            status = os.fstat(descriptor)
        except OSError:
            continue
        assert descriptor < 4 and not stat.S_ISSOCK(status.st_mode) and not stat.S_ISREG(status.st_mode), descriptor
        if descriptor:
            refused(os.read, descriptor, 1)
