# changes nothing: connects to the machine that it runs on
import socket


def attack():
    for host in ("127.0.0.1", "0.0.0.0", "::1"):
        refused(socket.create_connection, (host, PORT), 1)
