# changes nothing: a thread that sleeps on
import threading
import time

def attack():
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
