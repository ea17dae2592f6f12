# changes nothing: SIGSTOP and SIGTERM to the process above
import os
import signal


def attack():
    confined()
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL, signal.SIGUSR1, signal.SIGSEGV):
        os.kill(1, number)
