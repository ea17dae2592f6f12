# changes nothing: connects to the daemons of the machine
import socket


def attack():
    for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/tmp/.X11-unix/X0", "/dev/log"):
        with socket.socket(socket.AF_UNIX) as unix:
            refused(unix.connect, path)
