# changes nothing: reads users, mounts and disks of the machine
import os


def attack():
    for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/resolv.conf", "/var/log", "/dev/sda", "/dev/vda", "/dev/mem"):
        refused(os.open, path, os.O_RDONLY)
