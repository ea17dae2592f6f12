# changes nothing: ptrace and the memory of the process above
import ctypes


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.ptrace(16, 1, 0, 0) == -1 and ctypes.get_errno() == 1  # attach
    assert libc.ptrace(0x4206, 1, 0, 0) == -1  # seize
    buffer = (ctypes.c_char * 64)()
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    assert libc.process_vm_readv(1, vector, 1, vector, 1, 0) == -1
    assert libc.syscall(438, 0, 0, 0) == -1 and ctypes.get_errno() == 1  # pidfd_getfd
