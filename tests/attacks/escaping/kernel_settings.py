# changes nothing: writes to /proc/sys and /sys
import os


def attack():
    confined()
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches",
                 "/proc/sys/kernel/ns_last_pid", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/fs/cgroup/cgroup.procs", "/sys/power/state"):
        refused(lambda: os.write(os.open(path, os.O_WRONLY), b"1"))
