# changes nothing: modules, kexec, swap, the clock, the name, reboot
import ctypes
import os
import socket
import time


def attack():
    confined()
    libc = ctypes.CDLL(None, use_errno=True)
    for number in (175, 313, 176, 246, 167, 168, 163, 169):
        assert libc.syscall(number, 0, 0, 0, 0) == -1 and ctypes.get_errno() == 1, number
    refused(time.clock_settime, time.CLOCK_REALTIME, 0)
    refused(socket.sethostname, "mine")
