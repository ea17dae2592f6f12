# changes nothing: makes disks and memory as devices, and writes to those there are
import os
import stat


def attack():
    confined()
    for number in (os.makedev(8, 0), os.makedev(1, 1), os.makedev(254, 0)):
        refused(os.mknod, "/tmp/device", 0o600 | stat.S_IFBLK, number)
        refused(os.mknod, "/tmp/device", 0o600 | stat.S_IFCHR, number)
    for name in os.listdir("/dev"):
        if name not in ("null", "zero", "shm", "stdin", "stdout", "stderr", "fd", "pts", "ptmx", "tty", "random", "urandom", "full"):
            refused(os.open, f"/dev/{name}", os.O_WRONLY)
