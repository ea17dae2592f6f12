# changes nothing: opens sockets of all kinds, that of the virtual machine's host too
import socket


def attack():
    for family in range(3, 64):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            if family not in (10, 16):  # IPv6 and netlink: see the other files
                refused(socket.socket, family, kind)
