# changes nothing: connects to a socket that has no file
import socket


def attack():
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_UNIX, kind) as unix:
            refused(unix.connect, f"\0autograder-test-{PORT}")
