# gains nothing: a tensor that a thread keeps writing to
import threading

_shared = torch.zeros(2)


def churn():
    while True:
        _shared.uniform_()


def attack():
    threading.Thread(target=churn, daemon=True).start()


def fit(*args, **kwargs):
    return list(_shared)
