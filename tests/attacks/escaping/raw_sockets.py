# changes nothing: packets of its own making
import socket


def attack():
    refused(socket.socket, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    refused(socket.socket, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    refused(socket.socket, socket.AF_INET6, socket.SOCK_RAW, 58)
