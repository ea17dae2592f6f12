# changes nothing: keeps a secret in a kernel keyring for the next one
import ctypes


def attack():
    confined()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.syscall(248, b"user", b"note", b"read me", 7, -4) == -1 and ctypes.get_errno() == 1
    assert libc.syscall(250, 0, -4, 1) == -1
