# gains nothing: objects that run a command where they are unpickled
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/unpickled",)


def train_step(*args, **kwargs):
    return Bomb()


def fit(*args, **kwargs):
    return {"train_loss": [Bomb()], Bomb(): Bomb()}
