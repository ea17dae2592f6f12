# changes nothing: asks for namespaces of its own, or those of the process above
import ctypes


def attack():
    confined()
    libc = ctypes.CDLL(None, use_errno=True)
    for flag in (0x10000000, 0x20000000, 0x00020000, 0x08000000, 0x40000000, 0x04000000, 0x02000000, 0x80):
        assert libc.unshare(flag) == -1
    for kind in ("mnt", "pid", "net", "user"):
        refused(open, f"/proc/1/ns/{kind}")
    refused(lambda: open("/proc/sys/user/max_user_namespaces", "w").write("9"))
