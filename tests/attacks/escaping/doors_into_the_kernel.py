# changes nothing: bpf, io_uring, userfaultfd, perf events, fanotify
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = (ctypes.c_char * 256)()
    for number in (321, 425, 323, 298, 300, 179, 154, 278):
        assert libc.syscall(number, buffer, buffer, 0, 0, 0) == -1 and ctypes.get_errno() in (1, 38), number
