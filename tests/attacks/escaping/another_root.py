# changes nothing: chroot, pivot_root and the classic way out of a chroot
import ctypes
import os


def attack():
    confined()
    refused(os.chroot, "/tmp")
    assert ctypes.CDLL(None).syscall(155, b"/tmp", b"/tmp") == -1
    here = os.getcwd()
    os.chdir("/")
    for _ in range(100):
        os.chdir("..")
    assert os.stat("/") == os.stat(".")
    os.chdir(here)
