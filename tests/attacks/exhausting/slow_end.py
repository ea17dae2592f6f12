# changes nothing: exit handlers and finalizers that take for ever
import atexit
import threading
import time


def attack():
    atexit.register(time.sleep, 1000)
    threading.Thread(target=time.sleep, args=(1000,)).start()
