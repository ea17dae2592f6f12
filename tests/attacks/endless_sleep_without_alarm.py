# status: timeout
import signal
import time


def fit(*args, **kwargs):
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(10**6)
