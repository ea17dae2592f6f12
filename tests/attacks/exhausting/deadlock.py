# costs its exercise, timeout: waits for itself
import threading


def fit(*args, **kwargs):
    lock = threading.Lock()
    while True:
        lock.acquire()
