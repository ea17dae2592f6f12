# changes nothing: runs what it wrote to shared memory, which may hold no programs
import os
import subprocess


def attack():
    with open("/dev/shm/run", "w") as file:
        file.write("#!/bin/sh\necho ran\n")
    os.chmod("/dev/shm/run", 0o755)
    refused(subprocess.run, ["/dev/shm/run"])
