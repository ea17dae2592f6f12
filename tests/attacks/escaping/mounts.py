# changes nothing: mounts, unmounts and remounts
import ctypes


def attack():
    confined()
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((b"tmpfs", b"/tmp", b"tmpfs", 0, None), (None, b"/", None, 32, None), (b"/proc", b"/tmp", None, 4096, None)):
        assert libc.mount(*arguments) == -1
    for path in (b"/tmp", b"/proc", b"/", b"/kit/autograder/public"):
        assert libc.umount2(path, 2) == -1
