# changes nothing: System V and POSIX memory and queues that no limit counts
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (lambda: libc.shmget(0, 4096, 0o1600), lambda: libc.msgget(0, 0o1600), lambda: libc.semget(0, 1, 0o1600), lambda: libc.syscall(240, b"q", 66, 0o600, None)):
        assert call() == -1 and ctypes.get_errno() == 1
    refused(os.memfd_create, "hoard")
