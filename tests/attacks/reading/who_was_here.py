# changes nothing: looks for what the submission before left in the process or on its disks
import builtins
import os
import sys


def attack():
    assert os.listdir("/tmp") == [] and os.listdir("/dev/shm") == []
    assert not hasattr(builtins, "was_here") and not hasattr(torch, "was_here") and "was_here" not in os.environ
    assert "was_here" not in sys.modules and "was_here" not in sys.path
    with open("/proc/sysvipc/shm") as table:
        assert len(table.readlines()) == 1
