# costs its exercise, timeout: two processes that never end and have no alarm
import os
import signal
import time


def fit(*args, **kwargs):
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.close(3)  # and so tell nobody
    if os.fork():
        time.sleep(10**6)
    while True:
        pass
