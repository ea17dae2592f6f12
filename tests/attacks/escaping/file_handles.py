# changes nothing: opens files by their number on the disk
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = (ctypes.c_char * 256)()
    assert libc.syscall(303, -100, b"/usr", buffer, buffer, 0) == -1 and ctypes.get_errno() == 1
    assert libc.syscall(304, 3, buffer, 0) == -1 and ctypes.get_errno() == 1
