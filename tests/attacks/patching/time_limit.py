# gains nothing: the clock stands still and no alarm rings
import signal
import time


def attack():
    signal.setitimer = signal.alarm = lambda *_: (0.0, 0.0)
    time.monotonic = time.perf_counter = time.time = lambda: 0.0
