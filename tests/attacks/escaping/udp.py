# changes nothing: sends datagrams to the machine that it runs on
import socket


def attack():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        refused(udp.sendto, b"autograder-attack", ("127.0.0.1", PORT))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        refused(udp.sendto, b"autograder-attack", ("::1", PORT))
