# changes nothing: becomes root, and every other user
import os


def attack():
    confined()
    for action in (os.setuid, os.setgid, os.seteuid, os.setegid):
        refused(action, 0)
        refused(action, 1000)
    refused(os.setgroups, [0])
    refused(os.setresuid, 0, 0, 0)
