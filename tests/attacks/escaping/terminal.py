# changes nothing: types into the teacher's terminal
import fcntl
import os


def attack():
    confined()
    refused(os.open, "/dev/tty", os.O_RDWR)
    for descriptor in (0, 1, 2):
        refused(fcntl.ioctl, descriptor, 0x5412, b"x")  # TIOCSTI
