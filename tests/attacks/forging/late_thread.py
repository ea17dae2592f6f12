# gains nothing: a thread that answers when everybody is done
import os
import threading
import time


def answer():
    while True:
        time.sleep(0.02)
        for exercise in ("train_step", "train_one_epoch", "fit", "overfit_one_batch"):
            os.write(3, perfect(exercise))


def attack():
    threading.Thread(target=answer, daemon=True).start()
