# changes nothing: says something to the world in the name that it looks up
import socket


def attack():
    refused(socket.getaddrinfo, "autograder-attack.localhost.invalid", 80)
