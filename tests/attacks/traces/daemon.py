# changes nothing: a process in a session of its own
import os

def attack():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv("/bin/sleep", ["autograder-attack", "1000"])
        os._exit(0)
    os.wait()
