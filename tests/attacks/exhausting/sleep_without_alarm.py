# costs its exercise, timeout: sleeps, its alarm put off
import signal
import time


def fit(*args, **kwargs):
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(10**6)
