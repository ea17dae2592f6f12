# changes nothing: brings a network device up, adds an address
import fcntl
import socket
import struct


def attack():
    confined()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        refused(fcntl.ioctl, udp, 0x8914, struct.pack("16sH14x", b"lo", 1))
    assert [name for _, name in socket.if_nameindex()] == ["lo"]
